// A register of proposals in any encoding: rows and notes lie within the file, names and numbers read out of cells are in them.
#include "modules/proposals/register_file.hpp"
#include "target.hpp"

void gongshi::fuzz::run(std::string_view input) {
  using namespace gongshi::proposals;
  const RegisterFile file = read_register(input);
  require(file.rows.size() <= kMostRegisterRows + 10, "not more rows than the limit");
  for (const RegisterNote& note : file.notes) require(!note.code.empty() && note.row >= 0, "a note says what and where");
  for (const RegisterRow& row : file.rows) {
    require(!row.original.empty(), "a blank row is none");
    for (const std::string& name : read_names(row[RegisterField::signers])) require(!name.empty() && name.size() <= row[RegisterField::signers].size(), "a name is part of its cell");
    if (const auto number = read_case_number(row[RegisterField::case_number])) require(*number > 0, "a case number counts from one");
  }
}
