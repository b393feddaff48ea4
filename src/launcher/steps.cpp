#include "launcher/steps.hpp"

#include <algorithm>
#include <optional>

#include "launcher/env_script.hpp"
#include "launcher/expansion.hpp"
#include "launcher/programs.hpp"

namespace slipway::launcher {
namespace {

constexpr std::size_t kDescriptionWidth = 100;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./:@%+,=").find(c) != std::string_view::npos;
}

std::string typed(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), is_plain);
  return plain ? word : shell_quoted(word);
}

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

bool names_command(std::string_view word, const erl::LaunchPlan& plan) {
  return erl::is_launcher_command(word) || plan.find(word) != nullptr || plan.find_own(word) != nullptr;
}

Step prepare_step(const erl::LaunchStep& step, std::string_view setting, const std::string& launcher,
                  const erl::LaunchPlan& plan, const Environment& environment) {
  const HostFacts host = facts_of_this_host();
  Step prepared;
  for (const std::string& word : step) prepared.words.push_back(expand(word, setting, environment, host));
  prepared.description = typed_words(prepared.words, kDescriptionWidth);
  if (names_command(step.front(), plan)) {
    prepared.program = launcher;
    prepared.words.insert(prepared.words.begin(), launcher);
  } else {
    // One that is not there yet can be made by an earlier step.
    prepared.program = find_program(prepared.words.front(), environment).value_or(prepared.words.front());
  }
  return prepared;
}

std::vector<Step> prepare_steps(const std::vector<erl::LaunchStep>& steps, std::string_view setting,
                                const std::string& launcher, const erl::LaunchPlan& plan,
                                const Environment& environment) {
  std::vector<Step> prepared;
  prepared.reserve(steps.size());
  for (const erl::LaunchStep& step : steps) {
    prepared.push_back(prepare_step(step, setting, launcher, plan, environment));
  }
  return prepared;
}

std::string typed_words(const std::vector<std::string>& words, std::size_t width) {
  constexpr std::string_view kCut = "...";
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + typed(word);
  for (char& character : text) {
    if (static_cast<unsigned char>(character) < ' ' || character == '\x7F') character = ' ';
  }
  std::size_t characters = 0;
  std::size_t end_of_cut = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins_character(text[at])) continue;
    if (characters + kCut.size() == width) end_of_cut = at;
    if (++characters > width) return text.substr(0, end_of_cut) + std::string(kCut);
  }
  return text;
}

}  // namespace slipway::launcher
