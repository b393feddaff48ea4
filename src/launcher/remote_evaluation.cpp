#include "launcher/remote_evaluation.hpp"

#include <unistd.h>

#include <optional>
#include <string>

#include "base/error.hpp"
#include "control/call.hpp"
#include "control/session.hpp"
#include "control/term_reader.hpp"
#include "control/text_output.hpp"
#include "erl/external.hpp"
#include "launcher/output.hpp"

namespace slipway::launcher {
namespace {

using control::CallEnd;
using control::CallResult;
using erl::Term;

constexpr std::string_view kElixirCli = "Elixir.Kernel.CLI";

/// What went wrong, in the terms of Kernel.CLI: :error, :exit, :throw or {:EXIT, pid}, with its reason.
struct Problem {
  Term kind;
  std::string reason;
  std::string stack = std::string(1, 'j');  // []
};

/// exit(normal), exit(shutdown) and exit({shutdown, Reason}) are no errors; an integer is the status.
std::optional<int> normal_exit(const std::string& reason) {
  control::MemorySource source(reason);
  control::TermReader reader(source, reason.size(), "the reason of an exit");
  if (const std::optional<std::string> name = reader.atom()) {
    return *name == "normal" || *name == "shutdown" ? std::optional(0) : std::nullopt;
  }
  if (reader.tuple_size() != 2 || reader.atom() != "shutdown") return std::nullopt;
  constexpr std::size_t kLargestStatus = 16;
  try {
    const Term status = reader.term(kLargestStatus);
    const auto* number = status.as<std::int64_t>();
    return number != nullptr ? static_cast<int>(*number & 0xFF) : 0;
  } catch (const Error&) {
    return 0;
  }
}

/// rpc_eval gives ok, or {Kind, Reason, Stack}.
std::optional<Problem> problem_of_evaluation(const std::string& value) {
  control::MemorySource source(value);
  control::TermReader reader(source, value.size(), "the result of the call");
  if (reader.tuple_size() != 3) return std::nullopt;
  const std::optional<std::string> kind = reader.atom();
  if (!kind) return std::nullopt;
  Problem problem{erl::atom(*kind), reader.capture(control::kLargestResult), {}};
  problem.stack = reader.capture(control::kLargestResult);
  return problem;
}

/// The text of a problem, as the node formats it. False where this function could not do it.
bool print_formatted(control::NodeConnection& node, std::string_view module, std::string_view function,
                     const Problem& problem) {
  const std::uint32_t call =
      begin_call(node, module, function,
                 erl::list({problem.kind, control::as_is(problem.reason), control::as_is(problem.stack)}));
  control::IoServer io(node, {STDIN_FILENO, STDERR_FILENO});
  const control::Message end = wait_for_call(node, io, call);
  if (end.kind != control::Message::Kind::kDown) return false;
  if (read_call_head(node.payload()).end != CallEnd::kReturned) return false;
  control::TextOutput output(STDERR_FILENO, node.connection());
  return copy_characters(node.payload(), control::CharacterEncoding::kUnicode, output);
}

int report(control::NodeConnection& node, const Problem& problem) {
  if (problem.kind.is_atom("exit")) {
    if (const std::optional<int> status = normal_exit(problem.reason)) return *status;
  }
  if (!print_formatted(node, kElixirCli, "format_error", problem) &&
      !print_formatted(node, "erl_error", "format_exception", problem)) {
    print(STDERR_FILENO, "ERROR: the call failed, and the node can't say how\n");
  }
  return 1;
}

int report_end(control::NodeConnection& node, const control::Message& message) {
  if (message.kind == control::Message::Kind::kSpawned) {
    throw Error(node.connection().peer() + " could not start a process (" +
                erl::text_of(message.process).value_or("?") + ")");
  }
  CallResult result = control::read_call_result(node.payload());
  switch (result.end) {
    case CallEnd::kReturned:
      if (std::optional<Problem> problem = problem_of_evaluation(result.value)) return report(node, *problem);
      return 0;
    case CallEnd::kThrew:
      return report(node, {erl::atom("throw"), std::move(result.value)});
    case CallEnd::kExited:
      return report(node, {erl::atom("exit"), std::move(result.value)});
    case CallEnd::kFailed:
      return report(node, {erl::atom("error"), std::move(result.value), std::move(result.stack)});
    case CallEnd::kEnded:
      break;
  }
  return report(node, {erl::tuple({erl::atom("EXIT"), message.from}), std::move(result.value)});
}

}  // namespace

int run_on_node(control::NodeConnection& node, std::string_view module, std::string_view function,
                const Term& arguments) {
  control::IoServer io(node, {STDIN_FILENO, STDOUT_FILENO});
  const std::uint32_t call = begin_call(node, module, function, arguments);
  return report_end(node, wait_for_call(node, io, call));
}

}  // namespace slipway::launcher
