// Stock phrases for replies and letters.
#pragma once

#include "modules/handling/use_cases.hpp"

namespace gongshi::handling {

Result<PhraseList> list_phrases(Context& context, db::ReadTx& tx, const InAssembly& request);
Result<PhraseList> add_phrase(Context& context, db::WriteTx& tx, const AddPhrase& request);
Result<PhraseList> save_phrase(Context& context, db::WriteTx& tx, const SavePhrase& request);
Result<PhraseList> switch_phrase(Context& context, db::WriteTx& tx, const SwitchPhrase& request);
/// With everything that the record of this part says filled in.
Result<ReadyPhrases> phrases_of_task(Context& context, db::ReadTx& tx, const ByTask& request);

}  // namespace gongshi::handling
