// What other modules may use of handover: a finished matter of theirs goes up to the superior assembly, and its answer comes back down.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/assemblies/api.hpp"
#include "platform/operations/module.hpp"

namespace gongshi::handover {

using HandoverId = Id<struct HandoverTag>;

/// A matter as it may be handed up.
struct Subject {
  assemblies::AssemblyId assembly;
  std::string title;
  std::string link;                 // path within the site
  std::vector<std::string> points;  // that may be handed up one by one
};

struct SubjectHooks {
  /// Error 404 where the actor may not read it, 409 where it is not finished.
  std::function<Result<Subject>(Context&, db::ReadTx&, std::int64_t subject)> find;
  /// Error 404 where the actor may not read it.
  std::function<Result<void>(Context&, db::ReadTx&, std::int64_t subject)> may_read;
};
/// From the owning module's start().
void register_subject(Application& app, std::string kind, SubjectHooks hooks);

/// When the subject itself is removed.
void remove_subject(db::WriteTx& tx, std::string_view kind, std::int64_t subject);

/// The superior assembly has answered; its words are public with the subject.
struct Answered {
  static constexpr std::string_view kName = "handover.answered";
  HandoverId handover;
  std::string kind;
  std::int64_t subject = 0;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (handover, kind, subject))

Module handover_module();

}  // namespace gongshi::handover
