#include "launcher/health_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "control/call.hpp"
#include "control/failure.hpp"
#include "control/session.hpp"
#include "erl/term.hpp"
#include "launcher/control_options.hpp"
#include "launcher/node_client.hpp"
#include "launcher/output.hpp"

namespace slipway::launcher {
namespace {

using control::Deadline;
using control::NodeConnection;
using erl::Term;

constexpr std::chrono::seconds kHealthTimeout{5};

/// What was found, and why it is not "ready".
struct Finding {
  Health health = Health::kReady;
  std::string problem;
};

class Examination {
 public:
  Examination(NodeConnection& node, const Release& release, const Environment& environment)
      : node_(node),
        release_(release),
        environment_(environment),
        ready_(release.plan.health_ready.value_or("")) {}

  Finding run() {
    Finding finding = boot_status();
    if (finding.health == Health::kReady) finding = applications();
    if (finding.health == Health::kReady && !ready_.empty()) finding = project();
    return finding;
  }

 private:
  control::CallResult ask(std::string_view module, std::string_view function) {
    control::CallResult result = call(node_, module, function, erl::list({}));
    if (result.end == control::CallEnd::kReturned) return result;
    throw Error(concat({node_.connection().peer(), " does not answer ", module, ":", function, "/0"}));
  }

  /// {starting | started | stopping, Progress}.
  Finding boot_status() {
    const Term status = ask("init", "get_status").term();
    const std::vector<Term>* pair = status.tuple(2);
    const std::string phase = pair != nullptr ? erl::text_of((*pair)[0]).value_or("") : "";
    if (phase == "started") return {};
    if (phase == "stopping") return {Health::kStopping, "the system is shutting down"};
    return {Health::kStarting, "the system is booting"};
  }

  Finding applications() {
    std::string script = environment_.value_or("RELEASE_BOOT_SCRIPT", "start");
    // The same applications, and none of the many atoms.
    if (script == release_.plan.profile_boot_script) script = "start";
    const std::string boot = release_.version_dir + "/" + script + ".boot";
    const std::optional<std::string> file = read_file_if_exists(boot);
    if (!file) return {};
    const auto permanent = permanent_applications(*file, ask("init", "script_id").value);
    if (!permanent) return {};
    const Term running = ask("application", "which_applications").term();
    const std::vector<Term>* rows = running.proper_list();
    for (const std::string& name : *permanent) {
      const bool runs = rows != nullptr && std::any_of(rows->begin(), rows->end(), [&](const Term& row) {
                          return row.tagged_tuple(name, 3) != nullptr;
                        });
      if (!runs) return {Health::kUnhealthy, "the application " + name + " does not run"};
    }
    return {};
  }

  /// [health] ready: Code.eval_string gives {Value, Bindings}.
  Finding project() {
    try {
      return evaluate();
    } catch (const control::ConnectionError& error) {
      // The node has answered just before: it is the project that does not.
      if (error.failure() != control::Failure::kTimeout) throw;
      return {Health::kUnhealthy, ready_ + " gave no answer in time"};
    }
  }

  Finding evaluate() {
    const std::string& expression = ready_;
    control::IoServer io(node_, {-1, STDERR_FILENO});
    // Linked: one that hangs ends with us, since the next probe starts another.
    const std::uint32_t asked =
        begin_call(node_, "Elixir.Code", "eval_string", erl::list({erl::binary(expression)}),
                   NodeConnection::Tie::kLinked);
    const control::Message end = wait_for_call(node_, io, asked);
    if (end.kind == control::Message::Kind::kDown) {
      const control::CallResult result = control::read_call_result(node_.payload());
      control::MemorySource source(result.value);
      control::TermReader reader(source, result.value.size(), "the result of [health] ready");
      if (result.end == control::CallEnd::kReturned && reader.tuple_size() == 2) {
        const std::optional<std::string> value = reader.atom();
        if (value == "true" || value == "ok") return {};
        return {Health::kUnhealthy, expression + " is " + value.value_or("neither true nor :ok")};
      }
    }
    return {Health::kUnhealthy, expression + " failed"};
  }

  NodeConnection& node_;
  const Release& release_;
  const Environment& environment_;
  /// [health] ready; empty where it is not set.
  std::string ready_;
};

/// A node that answers is live.
Finding examine(const NodeClient& client, const ControlOptions& options, const Release& release,
                const Environment& environment) {
  const Deadline deadline = Deadline::after(options.timeout.value_or(kHealthTimeout));
  try {
    NodeConnection node = control::connect_to_node(client.address, deadline);
    node.connection().set_deadline(deadline);
    if (!options.live) return Examination(node, release, environment).run();
    call(node, "init", "get_status", erl::list({}));
    return {};
  } catch (const control::ConnectionError& error) {
    return {Health::kUnreachable, error.message()};
  }
}

std::string json_text(std::string_view text) {
  std::string json = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') json += '\\';
    if (static_cast<unsigned char>(character) < ' ') {
      json += "\\u00" + hexadecimal({&character, 1});
    } else {
      json += character;
    }
  }
  return json + "\"";
}

std::string line_of(const Finding& finding, std::string_view node, const ControlOptions& options) {
  const std::string_view status =
      options.live && finding.health == Health::kReady ? "live" : name_of(finding.health);
  if (!options.json) {
    return finding.problem.empty() ? concat({status, "\n"}) : concat({status, ": ", finding.problem, "\n"});
  }
  std::string json = concat({"{\"status\":", json_text(status), ",\"node\":", json_text(node)});
  if (!finding.problem.empty()) json += ",\"problem\":" + json_text(finding.problem);
  return json + "}\n";
}

}  // namespace

std::string_view name_of(Health health) {
  switch (health) {
    case Health::kReady:
      return "ready";
    case Health::kStarting:
      return "starting";
    case Health::kStopping:
      return "stopping";
    case Health::kUnhealthy:
      return "unhealthy";
    case Health::kUnreachable:
      return "unreachable";
    case Health::kNotDistributed:
      return "not distributed";
  }
  return "";
}

int health_command(const std::vector<std::string>& words, const Release& release, Environment& environment) {
  const ControlOptions options = read_control_options("health", words, {"--live", "--json", "--timeout"});
  Finding finding;
  std::string node;
  if (has_no_distribution(release, environment)) {
    finding = {Health::kNotDistributed,
               "RELEASE_DISTRIBUTION is none, so nobody can ask the system; set it to sname or name"};
    node = environment.value_or("RELEASE_NODE", "");
  } else {
    const NodeClient client = find_node_client(release, environment);
    if (!client.needs_vm.empty()) throw Error("health can't reach this system: " + client.needs_vm);
    finding = examine(client, options, release, environment);
    node = client.address.name;
  }
  print(STDOUT_FILENO, line_of(finding, node, options));
  return static_cast<int>(finding.health);
}

}  // namespace slipway::launcher
