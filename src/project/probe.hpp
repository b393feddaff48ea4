#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.hpp"
#include "base/process.hpp"
#include "erl/term.hpp"
#include "project/mix_facts.hpp"

namespace slipway::project {

/// The conversation with the Elixir VM that compiles the project and evaluates what only Elixir can. The
/// messages are described in probe/slipway_probe.exs; packets are at most 1 GiB.
class Probe {
 public:
  /// Starts `elixir` in the current folder with the probe's source text. MIX_ENV must be set.
  static Probe start(std::string_view source, const std::vector<std::string>& compile_arguments);

  /// What the project says once it is compiled; call it first, and once. Throws Error where the VM ends
  /// before: it has told the reason on its own outputs by then.
  MixFacts facts();

  /// Sends a request and gives what stands in {ok, Answer}. Throws Error with the message of {error,
  /// Message}.
  erl::Term request(const erl::Term& request);

  /// Ends the conversation and waits for the VM.
  void finish();

 private:
  Probe(FileDescriptor answers, FileDescriptor requests, ChildProcess vm)
      : vm_(std::move(vm)), answers_(std::move(answers)), requests_(std::move(requests)) {}

  erl::Term receive();
  std::string read_exactly(std::size_t count);
  [[noreturn]] void fail_ended();

  // Declared first, so that it is waited for last: the VM ends once its pipes are closed.
  ChildProcess vm_;
  FileDescriptor answers_;
  FileDescriptor requests_;
};

}  // namespace slipway::project
