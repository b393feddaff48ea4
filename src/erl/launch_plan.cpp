#include "erl/launch_plan.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "erl/text_reader.hpp"

namespace slipway::erl {
namespace {

constexpr auto kWords = std::to_array<std::pair<LaunchWord, std::string_view>>({
    {LaunchWord::kErlOptions, "erl_options"},
    {LaunchWord::kAnsi, "ansi"},
    {LaunchWord::kMode, "mode"},
    {LaunchWord::kDistribution, "distribution"},
    {LaunchWord::kRpcClient, "rpc_client"},
    {LaunchWord::kRemoteClient, "remote_client"},
    {LaunchWord::kConfig, "config"},
    {LaunchWord::kBoot, "boot"},
    {LaunchWord::kBootClean, "boot_clean"},
    {LaunchWord::kLib, "lib"},
    {LaunchWord::kVmArgs, "vm_args"},
    {LaunchWord::kRemoteVmArgs, "remote_vm_args"},
    {LaunchWord::kNode, "node"},
    {LaunchWord::kExpression, "expression"},
    {LaunchWord::kArguments, "arguments"},
});

std::string_view name_of(LaunchWord word) {
  return std::find_if(kWords.begin(), kWords.end(), [&](const auto& row) { return row.first == word; })
      ->second;
}

Term to_term(const LaunchItem& item) {
  if (const std::string* word = std::get_if<std::string>(&item)) return binary(*word);
  return atom(name_of(std::get<LaunchWord>(item)));
}

class PlanReader {
 public:
  explicit PlanReader(std::string_view source) : source_(source) {}

  LaunchPlan read(const Term& term) const {
    const std::vector<Term>* plan = term.tagged_tuple("launch_plan", 3);
    if (plan == nullptr) fail("expected {launch_plan, Version, #{...}}");
    const std::int64_t* version = (*plan)[1].as<std::int64_t>();
    if (version == nullptr || *version < 1) fail("the version of a launch plan is a positive integer");
    if (*version > kLaunchPlanVersion) {
      fail("a launch plan of version " + std::to_string(*version) +
           ", and this launcher reads up to version " + std::to_string(kLaunchPlanVersion) +
           "; use the launcher of the Slipway that wrote it");
    }
    const Term& fields = (*plan)[2];
    if (!fields.is<Map>()) fail("expected a map as the third element of launch_plan");
    return {.name = text(fields, "name"),
            .version = text(fields, "version"),
            .erts = text(fields, "erts"),
            .commands = commands(fields)};
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(std::string(source_) + ": " + problem);
  }

  const Term& field(const Term& fields, std::string_view key) const {
    const Term* value = find(fields, key);
    if (value == nullptr) fail("\"" + std::string(key) + "\" is missing");
    return *value;
  }

  /// Words go to execve(2), where a NUL ends them.
  std::string bytes_of(const Term& term, const std::string& where) const {
    const Binary* bytes = term.as<Binary>();
    if (bytes == nullptr) fail(where + ": expected a binary");
    if (bytes->bytes.find('\0') != std::string::npos) fail(where + ": a word can't hold a NUL byte");
    return bytes->bytes;
  }

  std::string text(const Term& fields, std::string_view key) const {
    std::string value = bytes_of(field(fields, key), "\"" + std::string(key) + "\"");
    if (value.empty()) fail("\"" + std::string(key) + "\" is empty");
    return value;
  }

  std::vector<LaunchCommand> commands(const Term& fields) const {
    const Map* map = field(fields, "commands").as<Map>();
    if (map == nullptr) fail("\"commands\": expected a map from names to lists");
    std::vector<LaunchCommand> commands;
    for (const auto& [key, value] : map->entries) {
      const Atom* name = key.as<Atom>();
      if (name == nullptr) fail("\"commands\": the name of a command is an atom");
      commands.push_back({name->name, words(value, "command \"" + name->name + "\"")});
    }
    return commands;
  }

  std::vector<LaunchItem> words(const Term& term, const std::string& where) const {
    const std::vector<Term>* list = term.proper_list();
    if (list == nullptr) fail(where + ": expected a list of binaries and atoms");
    std::vector<LaunchItem> items;
    for (const Term& element : *list) items.push_back(item(element, where));
    return items;
  }

  LaunchItem item(const Term& term, const std::string& where) const {
    const Atom* name = term.as<Atom>();
    if (name == nullptr) return bytes_of(term, where);
    const auto row = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const auto& word) { return word.second == name->name; });
    if (row == kWords.end()) fail(where + ": the atom \"" + name->name + "\" is no word of a launch plan");
    return row->first;
  }

  std::string_view source_;
};

}  // namespace

const LaunchCommand* LaunchPlan::find(std::string_view command) const {
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [&](const LaunchCommand& candidate) { return candidate.name == command; });
  return found == commands.end() ? nullptr : &*found;
}

Term to_term(const LaunchPlan& plan) {
  std::vector<std::pair<Term, Term>> commands;
  for (const LaunchCommand& command : plan.commands) {
    std::vector<Term> words;
    for (const LaunchItem& item : command.words) words.push_back(to_term(item));
    commands.emplace_back(atom(command.name), list(std::move(words)));
  }
  Term fields = map({{atom("name"), binary(plan.name)},
                     {atom("version"), binary(plan.version)},
                     {atom("erts"), binary(plan.erts)},
                     {atom("commands"), map(std::move(commands))}});
  return tuple({atom("launch_plan"), integer(kLaunchPlanVersion), std::move(fields)});
}

LaunchPlan read_launch_plan(std::string_view text, std::string_view source) {
  return PlanReader(source).read(read_term(text, source));
}

}  // namespace slipway::erl
