// The use cases of handover, one function each; module.cpp gives them their addresses.
#pragma once

#include "modules/handover/store.hpp"

namespace gongshi::handover {

// hand_up.cpp
Result<HandoverView> hand_up(Context& context, db::WriteTx& tx, const HandUp& request);

// move.cpp
Result<HandoverView> move(Context& context, db::WriteTx& tx, const MoveHandover& request);

// read.cpp
HandoverView view(Context& context, db::ReadTx& tx, const Item& item);
Result<HandoverView> read(Context& context, db::ReadTx& tx, const ByHandover& request);
Result<HandoverList> list(Context& context, db::ReadTx& tx, const ListHandovers& request);
Result<HandedUpList> read_handed_up(Context& context, db::ReadTx& tx, const OfSubject& request);

}  // namespace gongshi::handover
