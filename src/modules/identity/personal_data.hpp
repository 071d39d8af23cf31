// What a person may ask of what is kept of them (Personal Information Protection Law, Art. 45, 47): a copy, and its end.
#pragma once

#include "modules/identity/wire.hpp"
#include "platform/operations/context.hpp"

namespace gongshi::identity {

/// Everything that the rows below /api/v1/me/ answer, with what only identity keeps. Votes are not among it: nothing ties them to a person but
/// the person's own visit to a consultation.
Result<http::Response> export_own_data(Context& context, const Nothing&);
/// The person stays as a number, which what they did in public refers to; name, number, ways in and notices go. Not for whoever holds an office
/// or is a member: that is a record of the assembly.
Result<Nothing> erase_own_account(Context& context, const EraseAccount& request);

}  // namespace gongshi::identity
