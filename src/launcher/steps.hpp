#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

/// A step of [hooks] or [commands], as execve(2) takes it.
struct Step {
  std::string program;
  /// The name of the program first.
  std::vector<std::string> words;
  /// What errors call it.
  std::string description;
};

// The first word says what a step is:
//
//   a command of bin/NAME, or one of [commands]   this launcher is executed with the words
//   a word with a slash                           the program there
//   any other                                     the first program of that name in PATH
//
// It is judged as it stands in slipway.toml, so that no variable makes another command of it. After that,
// expressions in all words are replaced (expansion.hpp).

/// Whether `word` is a command of bin/NAME, or one of the project's.
bool names_command(std::string_view word, const erl::LaunchPlan& plan);

/// `launcher` is this program's own path, and `setting` names the step in errors: "[hooks] before_start".
/// Throws Error where a word can't be expanded.
Step prepare_step(const erl::LaunchStep& step, std::string_view setting, const std::string& launcher,
                  const erl::LaunchPlan& plan, const Environment& environment);

std::vector<Step> prepare_steps(const std::vector<erl::LaunchStep>& steps, std::string_view setting,
                                const std::string& launcher, const erl::LaunchPlan& plan,
                                const Environment& environment);

/// The words as one types them into a shell, at most `width` characters (bytes that start one) wide.
std::string typed_words(const std::vector<std::string>& words, std::size_t width);

}  // namespace slipway::launcher
