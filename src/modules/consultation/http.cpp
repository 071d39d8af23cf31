// The whole HTTP surface of consultations, one row each.
#include "modules/consultation/files.hpp"
#include "modules/consultation/http.hpp"
#include "modules/consultation/use_cases.hpp"

namespace gongshi::consultation {

std::vector<Operation> operations() {
  return {
      get("/api/v1/consultations", kAnyone, list, "Consultations the reader may see: open ones first, then newest"),
      get("/api/v1/consultations/{id}", kAnyone, read, "One consultation with what the reader may do now"),
      post("/api/v1/assemblies/{assembly}/consultations", "consultation.write", create, "Write a consultation (a draft)").answers(201),
      put("/api/v1/consultations/{id}", "consultation.write", edit, "Edit a draft"),
      post("/api/v1/consultations/{id}/transitions", "consultation.write", move, "Publish, close, undo the closing, withdraw"),
      post("/api/v1/consultations/{id}/files", "consultation.write", add_file, "Attach a file to the background").answers(201).accepts(20 << 20).paced(pace::kUploads),
      delete_("/api/v1/consultations/{id}/files/{file}", "consultation.write", remove_file, "Remove a file from the background"),

      get("/api/v1/consultations/{id}/ballot", kAnyone, ballot, "The next statement for this reader"),
      put("/api/v1/consultations/{id}/votes/{statement}", kSignedIn, vote, "Vote on one statement; durable before the answer").paced(pace::kVotes),
      get("/api/v1/consultations/{id}/votes", kSignedIn, own_votes, "One's own votes"),
      get("/api/v1/consultations/{id}/live", kAnyone, watch_counts, "Live counts as server-sent events"),
      get("/api/v1/consultations/{id}/statements", kAnyone, list_statements, "All statements that are shown"),
      post("/api/v1/consultations/{id}/statements", kSignedIn, submit_statement, "Add a statement of one's own; shown after approval").answers(201).paced(pace::kWords),
      post("/api/v1/consultations/{id}/similar", kAnyone, find_similar, "The most similar statements, while one types").paced(pace::kTyping),

      get("/api/v1/consultations/{id}/result", kAnyone, read_result, "The published result").answers_as<ResultPage>(),
      get("/api/v1/consultations/{id}/position", kSignedIn, position, "One's own place on the map and the votes that put it there"),
      get("/api/v1/consultations/{id}/export/{file}", kAnyone, export_file, "Result and, where announced, votes without names").paced(pace::kFiles),

      get("/api/v1/consultations/{id}/sheet", kAnyone, read_sheet, "The consensus sheet"),
      put("/api/v1/consultations/{id}/sheet", "sheet.write", save_sheet, "Save the consensus sheet"),
      post("/api/v1/consultations/{id}/sheet/prefill", "sheet.write", prefill_sheet, "The sheet as the result suggests it; nothing is stored"),
      post("/api/v1/consultations/{id}/sheet/sign", "sheet.sign", sign_sheet, "Sign the sheet off"),

      get("/api/v1/assemblies/{id}/quarantine", "quarantine.work", list_quarantine, "Votes that look arranged: what was found, and what waits for a decision"),
      post("/api/v1/findings/{id}/transitions", "quarantine.work", move_finding, "Propose what becomes of votes that are set aside, or decide it as a second person"),
      post("/api/v1/held/{id}/decision", "quarantine.work", decide_hold, "Decide an appeal as a third person"),
      post("/api/v1/consultations/{id}/appeal", kSignedIn, appeal_hold, "Object, once, to one's own votes being set aside"),

      get("/api/v1/consultations/{id}/pack.html", "assisted.enter", print_pack, "Large-type pack to print"),
      get("/api/v1/consultations/{id}/assisted", "assisted.enter", list_assisted, "Assisted ballots"),
      post("/api/v1/consultations/{id}/assisted", "assisted.enter", enter_assisted, "Enter a paper ballot for a member").answers(201),
      post("/api/v1/assisted/{id}/check", "assisted.check", check_assisted, "A second person checks it against the paper"),
  };
}

}  // namespace gongshi::consultation
