#include "modules/consultation/services.hpp"
#include "modules/consultation/store.hpp"

namespace gongshi::consultation {

std::vector<SimilarStatement> Similar::find(db::ReadTx& tx, ConsultationId consultation, std::string_view text) {
  std::shared_ptr<const Index> index;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = indexes_.find(consultation); found != indexes_.end()) index = found->second;
  }
  if (!index) {
    auto fresh = std::make_shared<Index>();
    for (Statement& statement : store::statements(tx, consultation)) {
      if (statement.state != StatementState::approved) continue;
      fresh->index.add(statement.id.value, statement.text);
      fresh->statements.emplace(statement.id.value, std::pair(statement.number, std::move(statement.text)));
    }
    index = fresh;
    const std::lock_guard lock(mutex_);
    indexes_.insert_or_assign(consultation, std::move(fresh));
  }
  std::vector<SimilarStatement> similar;
  for (const auto& hit : index->index.most_similar(text)) {
    const auto& [number, words] = index->statements.at(hit.id);
    similar.push_back({StatementId{hit.id}, number, words, hit.similarity});
  }
  return similar;
}

void Similar::forget(ConsultationId consultation) {
  const std::lock_guard lock(mutex_);
  indexes_.erase(consultation);
}

}  // namespace gongshi::consultation
