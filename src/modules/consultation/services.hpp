// What the module keeps between requests besides Live.
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "maths/api.hpp"
#include "modules/consultation/arrivals.hpp"
#include "modules/consultation/references.hpp"
#include "modules/consultation/wire.hpp"

namespace gongshi::consultation {

/// Approved statements of each consultation, for "the most similar ones" while somebody types. Filled on first use. Thread-safe.
class Similar {
 public:
  std::vector<SimilarStatement> find(db::ReadTx& tx, ConsultationId consultation, std::string_view text);
  void forget(ConsultationId consultation);

 private:
  struct Index {
    maths::SimilarityIndex index;
    std::unordered_map<std::int64_t, std::pair<std::int64_t, std::string>> statements;  // id -> number, text
  };
  std::mutex mutex_;
  std::unordered_map<ConsultationId, std::shared_ptr<const Index>> indexes_;
};

struct Services {
  References references;
  References held;  // of participants' keys, instead of persons: leads from a case to votes and back
  Arrivals arrivals;
  Similar similar;
  std::atomic<std::int64_t> latest{};  // milliseconds: the latest time at which closings were looked for
  std::mutex looked_mutex{};
  std::unordered_map<ConsultationId, std::int64_t> looked{};  // arrivals and statements there were when they were last looked at
};

}  // namespace gongshi::consultation
