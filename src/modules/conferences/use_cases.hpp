// The use cases of conferences, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/conferences/wire.hpp"

namespace gongshi::conferences {

// rooms.cpp
Result<RoomList> list_rooms(Context& context, db::ReadTx& tx, const Nothing& request);
Result<RoomView> read_room(Context& context, db::ReadTx& tx, const ByRoom& request);
Result<RoomView> open_room(Context& context, db::WriteTx& tx, const OpenRoom& request);
Result<RoomView> invite_guest(Context& context, db::WriteTx& tx, const Invite& request);
Result<RoomView> close_room(Context& context, db::WriteTx& tx, const ByRoom& request);

// enter.cpp
Result<EntryView> enter(Context& context, const ByRoom& request);
Result<http::Response> watch(Context& context, const WatchRoom& request);
Result<Nothing> signal(Context& context, const SendSignal& request);
Result<Nothing> show(Context& context, const Show& request);
void sweep(Context& context);

// moderate.cpp
Result<Nothing> mute_guest(Context& context, const ByGuest& request);
Result<RoomView> set_role(Context& context, db::WriteTx& tx, const SetRole& request);
Result<RoomView> remove_guest(Context& context, db::WriteTx& tx, const ByGuest& request);

}  // namespace gongshi::conferences
