#include "project/check_judgement.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#include "base/text.hpp"

namespace slipway::project {
namespace {

using Fact = CheckFacts::Fact;
using File = CheckFacts::File;
using Severity = CheckFinding::Severity;

bool reads_a_variable(const std::string& call) {
  return call.starts_with("System.") || call.starts_with(":os.");
}

CheckFinding finding_in(const File& file, const Fact& fact, const char* rule) {
  return {.severity = file.own ? Severity::kWarning : Severity::kNote,
          .rule = rule,
          .path = file.path,
          .line = fact.line,
          .problem = {},
          .advice = {},
          .dependency = file.own ? "" : file.application};
}

/// @attr Application.get_env(...), or the same in the body of a module.
CheckFinding compile_time_read(const File& file, const Fact& fact) {
  CheckFinding finding = finding_in(file, fact, "compile_time_read");
  const bool is_attribute = fact.place.starts_with('@');
  const std::string holder = is_attribute ? fact.place + " holds" : "the module is compiled with";
  if (reads_a_variable(fact.text)) {
    finding.problem = concat(
        {holder, " what ", fact.text, " gives on the machine that builds the release, not where it runs"});
    finding.advice =
        "read the variable in config/runtime.exs, and take it in a function by Application.fetch_env!/2";
    return finding;
  }
  finding.problem = concat(
      {holder, " what ", fact.text, " gives while compiling: what config/runtime.exs sets is not in it"});
  finding.advice =
      is_attribute
          ? concat({"call it in a function (defp ", fact.place.substr(1), ", do: ", fact.text,
                    "), or write Application.compile_env where the build is meant to decide"})
          : "call it in a function, or write Application.compile_env where the build is meant to decide";
  return finding;
}

CheckFinding mix_at_run_time(const File& file, const Fact& fact) {
  CheckFinding finding = finding_in(file, fact, "mix_at_run_time");
  finding.problem = concat({fact.text, " is called when the system runs, and Mix is not in a release"});
  finding.advice = concat({"take it while compiling: @mix_env Mix.env(), or a setting of config/"});
  return finding;
}

bool is_evaluated_at_the_start(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name == "runtime.exs" || name == "releases.exs";
}

CheckFinding baked_configuration(const File& file, const Fact& fact) {
  CheckFinding finding = finding_in(file, fact, "baked_configuration");
  finding.problem =
      concat({fact.text, " is read when the release is built, and its value becomes part of it"});
  finding.advice = "move it to config/runtime.exs, which is evaluated at each start";
  return finding;
}

/// `overridden`: runtime.exs names the key, too.
CheckFinding baked_secret(const File& file, const Fact& fact, bool overridden) {
  CheckFinding finding = finding_in(file, fact, "baked_secret");
  finding.problem = concat({fact.text,
                            " is written out: it stands in the release's sys.config, for everybody who "
                            "gets the release or its image"});
  finding.advice = "set it in config/runtime.exs from an environment variable, and remove it here";
  if (overridden) {
    finding.severity = Severity::kNote;
    finding.problem += " (config/runtime.exs sets one, too)";
  }
  return finding;
}

CheckFinding unreadable(const File& file) {
  return {.severity = Severity::kNote,
          .rule = "unreadable",
          .path = file.path,
          .line = file.problem->line,
          .problem = file.problem->text + ", so nothing is known of it",
          .advice = "have `mix compile` say more",
          .dependency = file.own ? "" : file.application};
}

/// As Elixir's sources name the module.
std::string written(const std::string& module) {
  constexpr std::string_view kElixir = "Elixir.";
  return module.starts_with(kElixir) ? module.substr(kElixir.size()) : ":" + module;
}

class Judge {
 public:
  Judge(const CheckFacts& facts, const InstalledModules& installed) : facts_(facts), installed_(installed) {}

  std::vector<CheckFinding> run() {
    for (const File& file : facts_.files) judge_source(file);
    for (const File& file : facts_.configuration) judge_configuration(file);
    for (const CheckFacts::Use& use : facts_.uses) judge_use(use);
    std::sort(findings_.begin(), findings_.end(), [](const CheckFinding& one, const CheckFinding& other) {
      return std::tie(one.dependency, one.path, one.line, one.problem) <
             std::tie(other.dependency, other.path, other.line, other.problem);
    });
    return std::move(findings_);
  }

 private:
  void judge_source(const File& file) {
    if (file.problem) findings_.push_back(unreadable(file));
    for (const Fact& fact : file.facts) {
      if (fact.kind == Fact::Kind::kReads) findings_.push_back(compile_time_read(file, fact));
      if (fact.kind == Fact::Kind::kMix && file.own) findings_.push_back(mix_at_run_time(file, fact));
    }
  }

  void judge_configuration(const File& file) {
    const std::filesystem::path path = file.path;
    if (file.problem) findings_.push_back(unreadable(file));
    if (path.filename() == "releases.exs") {
      findings_.push_back(
          {.severity = Severity::kNote,
           .rule = "releases_exs",
           .path = file.path,
           .line = 1,
           .problem = "config/releases.exs is the older way, deprecated since Elixir 1.11",
           .advice = "rename it to config/runtime.exs, with `if config_env() == :prod do` around it: "
                     "that is evaluated in development and in tests as well"});
    }
    if (is_evaluated_at_the_start(file.path)) return;
    for (const Fact& fact : file.facts) {
      if (fact.kind == Fact::Kind::kReads) findings_.push_back(baked_configuration(file, fact));
      if (fact.kind == Fact::Kind::kSecret)
        findings_.push_back(baked_secret(file, fact, set_at_the_start(fact.text)));
    }
  }

  /// Whether runtime.exs has a text for the key; of a computed value the parser's facts tell nothing.
  bool set_at_the_start(const std::string& key) const {
    return std::any_of(facts_.configuration.begin(), facts_.configuration.end(), [&](const File& file) {
      return is_evaluated_at_the_start(file.path) &&
             std::any_of(file.facts.begin(), file.facts.end(), [&](const Fact& fact) {
               return fact.kind == Fact::Kind::kSecret && fact.text == key;
             });
    });
  }

  void judge_use(const CheckFacts::Use& use) {
    const auto owner = installed_.find(use.module);
    if (!facts_.reachable || owner == installed_.end()) return;
    const std::string& application = owner->second;
    // Mix has a rule of its own.
    if (application == "mix" || facts_.reachable->contains(application)) return;
    findings_.push_back({.severity = Severity::kWarning,
                         .rule = "missing_application",
                         .path = use.path,
                         .line = use.line,
                         .problem = concat({written(use.module), " is of the application ", application,
                                            ", which is not in the release"}),
                         .advice = concat({"add :", application, " to extra_applications in mix.exs"})});
  }

  const CheckFacts& facts_;
  const InstalledModules& installed_;
  std::vector<CheckFinding> findings_;
};

}  // namespace

std::vector<CheckFinding> judge(const CheckFacts& facts, const InstalledModules& installed) {
  return Judge(facts, installed).run();
}

}  // namespace slipway::project
