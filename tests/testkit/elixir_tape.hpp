#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::testkit {

// A tape holds what the probe and Slipway said to each other in one run of `slipway release`
// (probe/slipway_probe.exs describes the messages):
//
//   tape   = packet*, end
//   packet = direction:8, size:32 big-endian, size bytes      '>' from the probe, '<' to it
//   end    = '=', status:8                                    the exit status of elixir
//
// What Mix prints is not on it.

/// Stands as `elixir` between Slipway and the real one: passes packets on and writes them to `tape`. `words`
/// is the command line of the real one, with the path of its program in front. Gives its exit status.
int record_elixir(const std::filesystem::path& tape, std::vector<std::string> words);

/// Stands as `elixir` and says what is on the tape. A request that is not the recorded one is an Error: then
/// the tape is of another project, or of another slipway. Where `command` is not empty, /bin/sh runs it
/// before each answer to a request {tag, ...}: it does what a function of the project did. Gives the exit
/// status that is on the tape, or 1 as the probe does where Slipway ends before the tape.
int replay_elixir(const std::filesystem::path& tape, const std::vector<std::string>& arguments,
                  const std::string& tag = "", const std::string& command = "");

}  // namespace slipway::testkit
