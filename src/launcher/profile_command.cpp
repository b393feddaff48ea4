#include "launcher/profile_command.hpp"

#include <unistd.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "control/call.hpp"
#include "erl/boot_profile.hpp"
#include "erl/term.hpp"
#include "launcher/output.hpp"

namespace slipway::launcher {
namespace {

using erl::Term;

Term ask(control::NodeConnection& node, std::string_view module, std::string_view function,
         std::vector<Term> arguments = {}) {
  const control::CallResult result = call(node, module, function, erl::list(std::move(arguments)));
  if (result.end == control::CallEnd::kReturned) return result.term();
  throw Error(concat({node.connection().peer(), " does not answer ", module, ":", function}));
}

void refuse_embedded_mode(control::NodeConnection& node) {
  const std::string mode = erl::text_of(ask(node, "code", "get_mode")).value_or("?");
  if (mode == "interactive") return;
  throw Error(concat({node.connection().peer(), " is in ", mode,
                      " mode, where all modules are loaded, used or not; start the system with "
                      "RELEASE_MODE=interactive, use it as it will be used, and then take its profile"}));
}

/// The name of the boot script that the system was started with: {ok, [[Path]]}.
std::string boot_script_of(control::NodeConnection& node) {
  const Term answer = ask(node, "init", "get_argument", {erl::atom("boot")});
  const std::vector<Term>* pair = answer.tagged_tuple("ok", 2);
  const std::vector<Term>* uses = pair != nullptr ? (*pair)[1].proper_list() : nullptr;
  if (uses == nullptr || uses->empty()) return "";
  const std::vector<Term>* words = uses->back().proper_list();
  if (words == nullptr || words->size() != 1) return "";
  const std::string path = erl::text_of(words->front()).value_or("");
  return path.substr(path.rfind('/') + 1);
}

/// The folders of the code path.
std::set<std::string, std::less<>> code_path(control::NodeConnection& node) {
  std::set<std::string, std::less<>> folders;
  const Term path = ask(node, "code", "get_path");
  if (const std::vector<Term>* entries = path.proper_list()) {
    for (const Term& entry : *entries) folders.insert(erl::text_of(entry).value_or(""));
  }
  return folders;
}

/// code:all_loaded/0: {Module, File}, where the file of modules without one is preloaded, cover_compiled
/// or [].
std::vector<std::string> loaded_modules(const Term& all_loaded,
                                        const std::set<std::string, std::less<>>& folders) {
  std::vector<std::string> modules;
  const std::vector<Term>* entries = all_loaded.proper_list();
  if (entries == nullptr) throw Error("code:all_loaded/0 of the system gave no list");
  for (const Term& entry : *entries) {
    const std::vector<Term>* pair = entry.tuple(2);
    if (pair == nullptr || !(*pair)[0].is<erl::Atom>()) continue;
    const std::optional<std::string> file = erl::charlist_text((*pair)[1]);
    if (!file || !folders.contains(std::string_view(*file).substr(0, file->rfind('/')))) continue;
    modules.push_back((*pair)[0].as<erl::Atom>()->name);
  }
  return modules;
}

}  // namespace

int print_profile(control::NodeConnection& node, const Release& release) {
  // First of all, so that nothing that we ask for shows.
  const Term all_loaded = ask(node, "code", "all_loaded");
  refuse_embedded_mode(node);
  if (release.plan.profile_boot_script && boot_script_of(node) == *release.plan.profile_boot_script) {
    print(
        STDERR_FILENO,
        "WARNING: this system was started with a profile, and its modules are loaded whether they are still "
        "used or not; for a new profile start it with RELEASE_MODE=interactive\n");
  }
  const std::vector<std::string> modules = loaded_modules(all_loaded, code_path(node));
  print(STDOUT_FILENO, erl::write_boot_profile(release.plan.name, modules));
  return 0;
}

}  // namespace slipway::launcher
