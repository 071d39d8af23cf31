// The security log: who signed in and who was refused, what changed on accounts, who read personal data. It holds addresses, expires after six
// months, and is chained, so that nobody with access to the database changes it unseen. Nothing switches it off.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/identity/refusals.hpp"
#include "modules/identity/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// One entry as it is chained. nullopt where it has no number yet.
struct ChainedEntry {
  std::int64_t id;
  Timestamp at;
  std::optional<PersonId> person;
  std::string event;
  std::string address;
  std::optional<PersonId> about;
  SecurityKind kind;
  std::optional<std::int64_t> number;
  std::optional<std::string> chain;
  std::string operation{};
  std::int64_t times = 1;
};
BOOST_DESCRIBE_STRUCT(ChainedEntry, (), (id, at, person, event, address, about, kind, number, chain, operation, times))

struct ChainHead {
  std::int64_t number = 0;
  std::string chain{};
  std::int64_t first_number = 0;  // of the last entry that has expired
  std::string first_chain{};
};
BOOST_DESCRIBE_STRUCT(ChainHead, (), (number, chain, first_number, first_chain))

/// The link of an entry with this number, behind `before`.
std::string chain_of(const ChainedEntry& entry, std::int64_t number, std::string_view before);
/// Finds the first entry that is not what was written.
class ChainCheck {
 public:
  explicit ChainCheck(ChainHead head) : head_(std::move(head)), number_(head_.first_number), chain_(head_.first_chain) {}
  /// Entries by number, beginning behind `head.first_number`.
  void add(const ChainedEntry& entry);
  /// Its number, once all have been added; nullopt: all are as they were written.
  std::optional<std::int64_t> first_wrong() const;
  std::int64_t entries() const { return number_ - head_.first_number; }

 private:
  ChainHead head_;
  std::int64_t number_;
  std::string chain_;
  std::optional<std::int64_t> wrong_{};
};

/// Writes what was counted (refusals.hpp).
void add_security_entry(Context& context, db::WriteTx& tx, const Refusal& counted);
/// Gives numbers and links to what has been written since.
void seal_security_log(Context& context);
void forget_security_log(db::WriteTx& tx, Timestamp before);

Result<SecurityLog> read_security_log(Context& context, const ReadSecurityLog& request);
Result<SecurityCheck> check_security_log(Context& context, db::ReadTx& tx, const Nothing&);

}  // namespace gongshi::identity
