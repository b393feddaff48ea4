#include "testkit/fault_rules.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::testkit {
namespace {

constexpr std::array<std::string_view, 8> kActions = {
    "cut-request", "cut-response", "lose-response", "delay", "status", "redirect", "range", "basic"};

}  // namespace

FaultRule read_fault_rule(std::string_view text) {
  std::istringstream words{std::string(text)};
  FaultRule rule;
  std::string which;
  std::string rest;
  if (!(words >> rule.method >> rule.pattern >> which) || !std::getline(words >> std::ws, rest)) {
    throw UsageError(concat({"a rule is METHOD PATTERN WHICH ACTION, not \"", text, "\""}));
  }
  if (which != "*") {
    rule.number = decimal_number<std::size_t>(which).value_or(0);
    if (rule.number == 0) throw UsageError(concat({"\"", which, "\" is neither a number from 1 on nor *"}));
  }
  const std::size_t equals = rest.find('=');
  rule.action = rest.substr(0, equals);
  if (equals != std::string::npos) rule.value = rest.substr(equals + 1);
  if (std::find(kActions.begin(), kActions.end(), rule.action) == kActions.end()) {
    throw UsageError(concat({"there is no action ", rule.action}));
  }
  return rule;
}

std::map<std::string, std::string> FaultRules::actions_for(std::string_view method,
                                                           const std::string& target) {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> actions;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const FaultRule& rule = rules_[i];
    if (rule.method != "*" && rule.method != method) continue;
    if (!std::regex_search(target, std::regex(rule.pattern))) continue;
    ++counts_[i];
    if (rule.number == 0 || rule.number == counts_[i]) actions[rule.action] = rule.value;
  }
  return actions;
}

}  // namespace slipway::testkit
