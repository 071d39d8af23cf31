// Tells a unit once that a deadline is near and once that it has passed.
#include "embedded/handling.hpp"
#include "modules/handling/use_cases.hpp"

namespace gongshi::handling {

void remind(Context& context) {
  const Timestamp now = context.now();
  const auto due = context.db.read([&](db::ReadTx& tx) { return tx.all<Task>(sql::to_remind, now, now + std::chrono::days(kNearWorkingDays)); });
  for (const Task& task : due) {
    (void)context.db.write([&](db::WriteTx& tx) -> Result<bool> {
      context.after_commit.clear();
      const auto item = tx.one<Item>(sql::find_item, task.item);
      const std::string_view kind = task.due < now ? "overdue" : "near";
      if (!item) return false;
      tx.run(sql::reminded, task.id, kind);
      tell_unit(context, tx, *item, task.unit, "handling." + std::string(kind));
      if (kind == "overdue") tell_office(context, tx, *item, "handling.unit_overdue", {{"unit", assemblies::body_name(tx, task.unit)}});
      return true;
    });
    for (const auto& effect : context.after_commit) effect();
    context.after_commit.clear();
  }
}

}  // namespace gongshi::handling
