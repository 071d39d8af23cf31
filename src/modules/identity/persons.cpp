// Persons and their telephone numbers.
#include <algorithm>

#include "embedded/identity.hpp"
#include "modules/identity/phones.hpp"
#include "modules/identity/service.hpp"
#include "platform/db/id_list.hpp"

namespace gongshi::identity {
namespace {

db::Bytes sealed_phone(Context& context, PersonId person, std::string_view normal) {
  return secrets::seal(service(context).phone_keys.front(), normal, std::to_string(person.value));
}

}  // namespace

std::string look_up_of(Context& context, std::string_view normal) { return secrets::keyed_hash(service(context).look_up_key, "phone|" + std::string(normal)); }

std::optional<Person> find_person(db::ReadTx& tx, PersonId person) { return tx.one<Person>(sql::find_person, person); }

std::string display_name(db::ReadTx& tx, PersonId person) {
  auto found = find_person(tx, person);
  return found ? std::move(found->name) : std::string();
}

std::unordered_map<PersonId, std::string> display_names(db::ReadTx& tx, std::span<const PersonId> persons) {
  std::unordered_map<PersonId, std::string> names;
  if (!persons.empty()) tx.each(sql::names_of, [&](const db::Row& row) { names.emplace(PersonId{row.integer(0)}, row.text(1)); }, db::id_list(persons));
  return names;
}

std::optional<Acquaintance> acquaintance(db::ReadTx& tx, PersonId person) { return tx.one<Acquaintance>(sql::acquaintance, person); }

PersonId create_person(Context& context, db::WriteTx& tx, const NewPerson& person) {
  return create_persons(context, tx, std::span(&person, 1)).front();
}

std::vector<PersonId> create_persons(Context& context, db::WriteTx& tx, std::span<const NewPerson> persons) {
  std::vector<PersonId> ids;
  std::vector<db::Value> rows;
  for (const NewPerson& person : persons) {
    ids.push_back(context.ids.next<PersonId>());
    for (const db::Value& value : {db::to_value(ids.back()), db::to_value(person.name), db::to_value(person.demonstration), db::to_value(context.now())}) {
      rows.push_back(value);
    }
  }
  tx.run_many(sql::add_person, rows);
  for (std::size_t i = 0; i < persons.size(); ++i) {
    if (persons[i].phone.empty()) continue;
    tx.run(sql::add_phone, ids[i], look_up_of(context, persons[i].phone), sealed_phone(context, ids[i], persons[i].phone));
  }
  return ids;
}

void rename_person(db::WriteTx& tx, PersonId person, std::string_view name) { tx.run(sql::rename_person, person, name); }

std::optional<std::string> normal_phone(std::string_view typed) {
  std::string digits;
  bool international = false;
  for (const char c : typed) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c == '+' && digits.empty() && !international) {
      international = true;
    } else if (c != ' ' && c != '-' && c != '(' && c != ')') {
      return std::nullopt;
    }
  }
  if (digits.starts_with("00") && !international) {
    digits.erase(0, 2);
    international = true;
  }
  if (!international && digits.size() == 13 && digits.starts_with("86")) international = true;
  if (!international) digits.insert(0, "86");
  if (digits.starts_with("86")) {
    const bool mobile = digits.size() == 13 && digits[2] == '1' && digits[3] >= '3';
    return mobile ? std::optional("+" + digits) : std::nullopt;
  }
  return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0' ? std::optional("+" + digits) : std::nullopt;
}

std::string masked_phone(std::string_view normal) {
  const std::string_view national = normal.starts_with("+86") ? normal.substr(3) : normal;
  const std::size_t head = normal.starts_with("+86") ? 3 : 4;
  if (national.size() < head + 4) return "****";
  return std::string(national.substr(0, head)) + "****" + std::string(national.substr(national.size() - 4));
}

std::optional<PersonId> find_by_phone(Context& context, db::ReadTx& tx, std::string_view normal) {
  return tx.one<PersonId>(sql::person_by_phone, look_up_of(context, normal));
}

Result<void> add_phone(Context& context, db::WriteTx& tx, PersonId person, std::string_view normal) {
  const auto owner = find_by_phone(context, tx, normal);
  if (owner == person) return {};
  if (owner) return fail(ErrorKind::conflict, "identity.phone_taken");
  tx.run(sql::put_phone, person, look_up_of(context, normal), sealed_phone(context, person, normal), nullptr);
  return {};
}

std::optional<std::string> phone_of(Context& context, db::ReadTx& tx, PersonId person) {
  const auto sealed = tx.one<db::Bytes>(sql::phone_of, person);
  return sealed ? secrets::unseal(service(context).phone_keys, *sealed, std::to_string(person.value)) : std::nullopt;
}

std::optional<std::string> number_to_call(Context& context, db::ReadTx& tx, PersonId person) { return phone_of(context, tx, person); }

std::optional<std::string> masked_phone_of(Context& context, db::ReadTx& tx, PersonId person) {
  const auto number = phone_of(context, tx, person);
  return number ? std::optional(masked_phone(*number)) : std::nullopt;
}

void remove_demonstration(db::WriteTx& tx) {
  for (const db::Query* step : {&sql::remove_demonstration_passwords, &sql::remove_demonstration_phones, &sql::remove_demonstration_mail,
                                &sql::remove_demonstration_mail_codes, &sql::remove_demonstration_channels, &sql::remove_demonstration_sessions,
                                &sql::remove_demonstration_links, &sql::remove_demonstration_consents, &sql::remove_demonstration_totp, &sql::remove_demonstration_recovery_codes,
                                &sql::remove_demonstration_second_steps, &sql::remove_demonstration_passkeys, &sql::remove_demonstration_recoveries, &sql::remove_demonstration_subjects, &sql::remove_demonstration_persons}) {
    tx.run(*step);
  }
}

}  // namespace gongshi::identity
