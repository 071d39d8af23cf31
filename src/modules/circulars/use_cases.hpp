// The use cases of circulars, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/circulars/wire.hpp"

namespace gongshi::circulars {

/// A row of circulars_circular.
struct Circular {
  CircularId id;
  assemblies::AssemblyId assembly;
  std::string title;
  std::string text;
  bool receipt = false;
  std::optional<Timestamp> due_at;
  std::string audience;
  PersonId sent_by;
  Timestamp sent_at;
};
BOOST_DESCRIBE_STRUCT(Circular, (), (id, assembly, title, text, receipt, due_at, audience, sent_by, sent_at))

/// A row of circulars_recipient.
struct Recipient {
  RecipientId id;
  PersonId person;
  std::string number;
  std::string name;
  std::string sector_name;
  std::optional<Timestamp> read_at;
  std::optional<Timestamp> confirmed_at;
  std::string word;
  std::optional<Timestamp> reminded_at;
  std::optional<Timestamp> told_at;

  bool open(bool receipt) const { return !told_at && !(receipt ? confirmed_at : read_at); }
};
BOOST_DESCRIBE_STRUCT(Recipient, (), (id, person, number, name, sector_name, read_at, confirmed_at, word, reminded_at, told_at))

/// Of the actor's assembly; error 404 otherwise.
Result<Circular> find(Context& context, db::ReadTx& tx, CircularId id);

// segment.cpp
Result<SegmentChoice> read_segments(Context& context, db::ReadTx& tx, const Nothing&);
Result<Preview> preview(Context& context, const PreviewCircular& request);
/// The members it means; 422 that names what nobody was found by, or where it is empty.
Result<std::vector<assemblies::RosterEntry>> members_of(Context& context, db::ReadTx& tx, const Segment& segment);
/// In words, for whoever looks later.
std::string audience_of(Context& context, db::ReadTx& tx, const Segment& segment);

// send.cpp
Result<CircularView> send(Context& context, db::WriteTx& tx, const NewCircular& request);
Result<Reminded> remind(Context& context, db::WriteTx& tx, const ByCircular& request);
Result<RecipientList> note_call(Context& context, db::WriteTx& tx, const NoteCall& request);

// read.cpp
CircularView view(db::ReadTx& tx, const Circular& circular);
Result<CircularList> list(Context& context, db::ReadTx& tx, const ListCirculars& request);
Result<RecipientList> read(Context& context, db::ReadTx& tx, const ByCircular& request);
Result<TelephoneList> read_telephone_list(Context& context, const AskForTelephoneList& request);
Result<http::Response> export_telephone_list(Context& context, const AskForTelephoneList& request);

// receive.cpp
Result<OwnCirculars> list_own(Context& context, db::ReadTx& tx, const Nothing&);
Result<OwnCircular> read_own(Context& context, db::ReadTx& tx, const ByCircular& request);
Result<OwnCircular> open_own(Context& context, db::WriteTx& tx, const ByCircular& request);
Result<OwnCircular> confirm(Context& context, db::WriteTx& tx, const Confirm& request);

}  // namespace gongshi::circulars
