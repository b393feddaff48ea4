#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/process.hpp"
#include "erl/term.hpp"
#include "project/check_facts.hpp"
#include "project/mix_facts.hpp"
#include "project/testimony.hpp"

namespace slipway::project {

/// A call of Mix's task `release`: by `slipway release` itself, or by an alias, which may call it several
/// times.
struct ReleaseCall {
  MixFacts facts;
  /// The releases that the call names.
  std::vector<std::string> names;
};

/// The texts of probe/*.exs that the VM loads.
struct ProbeSources {
  std::string_view loader;
  std::string_view probe;
  /// Empty: nobody watches, and the testimony is a doubt.
  std::string_view witness;
  std::string_view check;
  /// What Probe::compiled() gave in an earlier run with the same texts, or nothing.
  std::string_view compiled;
};

/// The conversation with the Elixir VM that compiles the project and evaluates what only Elixir can. The
/// messages are described in probe/slipway_probe.exs; packets are at most 1 GiB.
class Probe {
 public:
  /// Starts `mix release ARGUMENTS...` in the current folder with the probe in front of it.
  /// What Mix, the compilers and functions of the project print goes to `streams`.
  static Probe start(const ProbeSources& sources, const std::vector<std::string>& arguments,
                     const StandardStreams& streams);

  /// Waits for the next call, once the project is compiled. Nothing where Mix has ended, and was content.
  /// Throws Error where it ended otherwise: it has told the reason on its own outputs by then.
  std::optional<ReleaseCall> next_call();

  /// The modules of the probe as the VM compiled them. Nothing in front of the first call, and where
  /// `ProbeSources::compiled` was good.
  const std::optional<std::string>& compiled() const { return compiled_; }

  /// Sends a request and gives what stands in {ok, Answer}. Throws Error with the message of {error,
  /// Message}.
  erl::Term request(const erl::Term& request);

  /// Has the project's own sources parsed while other things are done.
  void begin_check();
  /// Waits for it. `reachable` and dependencies are not in the facts. Throws Error where they could not be
  /// parsed.
  CheckFacts end_check();

  /// What the VM has looked at so far.
  Testimony testify();

  /// The call has been served; Mix goes on.
  void finish_call();

 private:
  Probe(FileDescriptor answers, FileDescriptor requests, ChildProcess vm)
      : vm_(std::move(vm)), answers_(std::move(answers)), requests_(std::move(requests)) {}

  std::optional<erl::Term> receive();
  std::optional<erl::Term> read_packet();
  std::optional<std::string> read_exactly(std::size_t count);
  auto in_step(const auto& action);
  [[noreturn]] void fail_ended(const ExitStatus& status) const;

  // Declared first, so that it is waited for last: the VM ends once its pipes are closed.
  ChildProcess vm_;
  FileDescriptor answers_;
  FileDescriptor requests_;
  std::optional<std::string> compiled_;
  /// Why nothing more can be understood of what comes.
  std::optional<std::string> broken_by_;
  /// A call has been served.
  bool assembled_ = false;
};

}  // namespace slipway::project
