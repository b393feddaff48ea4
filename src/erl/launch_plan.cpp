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
    {LaunchWord::kNotify, "notify"},
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

constexpr auto kDistributions = std::to_array<std::string_view>({"name", "sname", "none"});

struct HookField {
  std::string_view name;
  std::vector<LaunchStep> LaunchHooks::*steps;
};

constexpr auto kHookFields = std::to_array<HookField>({
    {"before_start", &LaunchHooks::before_start},
    {"after_start", &LaunchHooks::after_start},
    {"before_stop", &LaunchHooks::before_stop},
    {"after_stop", &LaunchHooks::after_stop},
});

std::string_view name_of(LaunchWord word) {
  return std::find_if(kWords.begin(), kWords.end(), [&](const auto& row) { return row.first == word; })
      ->second;
}

Term to_term(const LaunchItem& item) {
  if (const std::string* word = std::get_if<std::string>(&item)) return binary(*word);
  return atom(name_of(std::get<LaunchWord>(item)));
}

Term to_term(const LaunchNode& node) {
  std::vector<std::pair<Term, Term>> fields;
  if (node.name) fields.emplace_back(atom("name"), binary(*node.name));
  if (node.distribution) fields.emplace_back(atom("distribution"), binary(*node.distribution));
  if (node.port) fields.emplace_back(atom("port"), integer(*node.port));
  return map(std::move(fields));
}

Term to_term(const std::vector<LaunchStep>& steps) {
  std::vector<Term> lists;
  for (const LaunchStep& step : steps) {
    std::vector<Term> words;
    for (const std::string& word : step) words.push_back(binary(word));
    lists.push_back(list(std::move(words)));
  }
  return list(std::move(lists));
}

Term to_term(const LaunchHooks& hooks) {
  std::vector<std::pair<Term, Term>> fields;
  for (const HookField& field : kHookFields) {
    if (!(hooks.*field.steps).empty()) fields.emplace_back(atom(field.name), to_term(hooks.*field.steps));
  }
  return map(std::move(fields));
}

Term environment_term(const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::pair<Term, Term>> variables;
  for (const auto& [name, value] : environment) variables.emplace_back(binary(name), binary(value));
  return map(std::move(variables));
}

Term to_term(const LaunchProgram& program) {
  std::vector<Term> words;
  for (const std::string& word : program.words) words.push_back(binary(word));
  return map({{atom("env"), environment_term(program.environment)}, {atom("words"), list(std::move(words))}});
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
            .includes_erts = includes_erts(fields),
            .node = node(fields),
            .environment = environment(fields),
            .commands = commands(fields),
            .hooks = hooks(fields),
            .own_commands = own_commands(fields),
            .health_ready = health_ready(fields),
            .programs = programs(fields),
            .profile_boot_script = profile_boot_script(fields)};
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

  bool includes_erts(const Term& fields) const {
    const Term* value = find(fields, "includes_erts");
    if (value == nullptr || value->is_atom("true")) return true;
    if (!value->is_atom("false")) fail("\"includes_erts\": expected true or false");
    return false;
  }

  LaunchNode node(const Term& fields) const {
    const Term* value = find(fields, "node");
    if (value == nullptr) return {};
    if (!value->is<Map>()) fail("\"node\": expected a map");
    LaunchNode node;
    if (find(*value, "name") != nullptr) node.name = text(*value, "name");
    if (find(*value, "distribution") != nullptr) {
      node.distribution = text(*value, "distribution");
      if (std::find(kDistributions.begin(), kDistributions.end(), *node.distribution) ==
          kDistributions.end()) {
        fail("\"node\": the distribution is \"" + *node.distribution + "\"; it can be name, sname or none");
      }
    }
    if (const Term* port = find(*value, "port")) node.port = port_number(*port);
    return node;
  }

  int port_number(const Term& term) const {
    const std::int64_t* port = term.as<std::int64_t>();
    if (port == nullptr || *port < 1 || *port > 65535) fail("\"node\": a port is an integer from 1 to 65535");
    return static_cast<int>(*port);
  }

  std::vector<std::pair<std::string, std::string>> environment(const Term& fields) const {
    const Term* value = find(fields, "env");
    return value == nullptr ? std::vector<std::pair<std::string, std::string>>() : variables_of(*value);
  }

  std::vector<std::pair<std::string, std::string>> variables_of(const Term& term) const {
    const Map* map = term.as<Map>();
    if (map == nullptr) fail("\"env\": expected a map from names to values");
    std::vector<std::pair<std::string, std::string>> variables;
    for (const auto& [key, text] : map->entries) {
      std::string name = bytes_of(key, "\"env\": a name");
      if (name.empty() || name.find('=') != std::string::npos) {
        fail("\"env\": \"" + name + "\" is no name of a variable");
      }
      std::string bytes = bytes_of(text, "\"env\": the value of " + name);
      variables.emplace_back(std::move(name), std::move(bytes));
    }
    return variables;
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

  LaunchHooks hooks(const Term& fields) const {
    const Term* value = find(fields, "hooks");
    if (value == nullptr) return {};
    if (!value->is<Map>()) fail("\"hooks\": expected a map");
    LaunchHooks hooks;
    for (const HookField& field : kHookFields) {
      const Term* listed = find(*value, field.name);
      if (listed != nullptr) hooks.*field.steps = steps(*listed, "hook \"" + std::string(field.name) + "\"");
    }
    return hooks;
  }

  std::vector<LaunchOwnCommand> own_commands(const Term& fields) const {
    const Term* value = find(fields, "own_commands");
    if (value == nullptr) return {};
    const Map* map = value->as<Map>();
    if (map == nullptr) fail("\"own_commands\": expected a map from names to lists");
    std::vector<LaunchOwnCommand> commands;
    for (const auto& [key, listed] : map->entries) {
      std::string name = bytes_of(key, "\"own_commands\": a name");
      if (name.empty()) fail("\"own_commands\": a name is empty");
      std::vector<LaunchStep> its_steps = steps(listed, "own command \"" + name + "\"");
      commands.push_back({std::move(name), std::move(its_steps)});
    }
    return commands;
  }

  std::vector<LaunchStep> steps(const Term& term, const std::string& where) const {
    const std::vector<Term>* lists = term.proper_list();
    if (lists == nullptr || lists->empty()) fail(where + ": expected a list of lists of binaries");
    std::vector<LaunchStep> steps;
    for (const Term& element : *lists) {
      const std::vector<Term>* words = element.proper_list();
      if (words == nullptr || words->empty()) fail(where + ": a step is a list of binaries, at least one");
      LaunchStep step;
      for (const Term& word : *words) step.push_back(bytes_of(word, where));
      if (step.front().empty()) fail(where + ": the first word of a step is empty");
      steps.push_back(std::move(step));
    }
    return steps;
  }

  std::vector<LaunchProgram> programs(const Term& fields) const {
    const Term* value = find(fields, "programs");
    if (value == nullptr) return {};
    const Map* map = value->as<Map>();
    if (map == nullptr) fail("\"programs\": expected a map from names to maps");
    std::vector<LaunchProgram> programs;
    for (const auto& [key, program] : map->entries) {
      std::string name = bytes_of(key, "\"programs\": a name");
      if (name.empty() || name.find('/') != std::string::npos) {
        fail("\"programs\": \"" + name + "\" is no name of a file");
      }
      if (!program.is<Map>()) fail("\"programs\": expected a map for \"" + name + "\"");
      const std::string where = "program \"" + name + "\"";
      const Term* words = find(program, "words");
      std::vector<LaunchStep> step;
      if (words != nullptr) step = steps(list({*words}), where);
      if (step.size() != 1) fail(where + ": \"words\" is missing");
      programs.push_back({std::move(name), environment(program), std::move(step.front())});
    }
    return programs;
  }

  std::optional<std::string> health_ready(const Term& fields) const {
    const Term* value = find(fields, "health");
    if (value == nullptr) return std::nullopt;
    if (!value->is<Map>()) fail("\"health\": expected a map");
    if (find(*value, "ready") == nullptr) return std::nullopt;
    return text(*value, "ready");
  }

  std::optional<std::string> profile_boot_script(const Term& fields) const {
    const Term* value = find(fields, "boot");
    if (value == nullptr) return std::nullopt;
    if (!value->is<Map>()) fail("\"boot\": expected a map");
    if (find(*value, "profile") == nullptr) return std::nullopt;
    std::string name = text(*value, "profile");
    if (name.find('/') != std::string::npos) fail("\"boot\": \"" + name + "\" is no name of a boot script");
    return name;
  }

  std::string_view source_;
};

}  // namespace

bool is_launcher_command(std::string_view name) {
  return std::find(kLauncherCommands.begin(), kLauncherCommands.end(), name) != kLauncherCommands.end();
}

bool LaunchHooks::is_empty() const {
  return before_start.empty() && after_start.empty() && before_stop.empty() && after_stop.empty();
}

const LaunchOwnCommand* LaunchPlan::find_own(std::string_view command) const {
  const auto found =
      std::find_if(own_commands.begin(), own_commands.end(),
                   [&](const LaunchOwnCommand& candidate) { return candidate.name == command; });
  return found == own_commands.end() ? nullptr : &*found;
}

const LaunchProgram* LaunchPlan::find_program(std::string_view called) const {
  const auto found = std::find_if(programs.begin(), programs.end(),
                                  [&](const LaunchProgram& candidate) { return candidate.name == called; });
  return found == programs.end() ? nullptr : &*found;
}

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
  std::vector<std::pair<Term, Term>> fields;
  fields.emplace_back(atom("name"), binary(plan.name));
  fields.emplace_back(atom("version"), binary(plan.version));
  fields.emplace_back(atom("erts"), binary(plan.erts));
  fields.emplace_back(atom("includes_erts"), atom(plan.includes_erts ? "true" : "false"));
  if (plan.node.name || plan.node.distribution || plan.node.port) {
    fields.emplace_back(atom("node"), to_term(plan.node));
  }
  if (!plan.environment.empty()) {
    fields.emplace_back(atom("env"), environment_term(plan.environment));
  }
  fields.emplace_back(atom("commands"), map(std::move(commands)));
  if (!plan.hooks.is_empty()) fields.emplace_back(atom("hooks"), to_term(plan.hooks));
  if (!plan.own_commands.empty()) {
    std::vector<std::pair<Term, Term>> own;
    for (const LaunchOwnCommand& command : plan.own_commands) {
      own.emplace_back(binary(command.name), to_term(command.steps));
    }
    fields.emplace_back(atom("own_commands"), map(std::move(own)));
  }
  if (plan.health_ready) {
    fields.emplace_back(atom("health"), map({{atom("ready"), binary(*plan.health_ready)}}));
  }
  if (!plan.programs.empty()) {
    std::vector<std::pair<Term, Term>> programs;
    for (const LaunchProgram& program : plan.programs) {
      programs.emplace_back(binary(program.name), to_term(program));
    }
    fields.emplace_back(atom("programs"), map(std::move(programs)));
  }
  if (plan.profile_boot_script) {
    fields.emplace_back(atom("boot"), map({{atom("profile"), binary(*plan.profile_boot_script)}}));
  }
  return tuple({atom("launch_plan"), integer(kLaunchPlanVersion), map(std::move(fields))});
}

LaunchPlan read_launch_plan(std::string_view text, std::string_view source) {
  return PlanReader(source).read(read_term(text, source));
}

}  // namespace slipway::erl
