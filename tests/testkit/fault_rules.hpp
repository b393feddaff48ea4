#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::testkit {

/// What a fault proxy does to requests, in words of the command line:
///
///   rule   = METHOD " " PATTERN " " which " " action       METHOD can be "*"; PATTERN is a regular
///   expression (ECMAScript)
///                                                          that is looked for in path and query
///   which  = NUMBER | "*"                                  the NUMBERth that matches, from 1 on, or each
///   action = "cut-request=" BYTES                          the connection breaks when so much of the body
///   has passed
///          | "cut-response=" BYTES
///          | "lose-response"                               all of the request passes, and nothing of the
///          answer | "delay=" MILLISECONDS | "status=" CODE [ "," NAME ":" VALUE ]...      is answered here,
///          without the registry | "redirect=" PORT                              307 to http://127.0.0.1:PORT
///          with the same path | "range=" TEXT                                 the field Range of the answer
///          becomes TEXT | "basic=" USER ":" PASSWORD                    401 without this password; with it
///          the registry gets none
struct FaultRule {
  std::string method;
  std::string pattern;
  /// 0 is each.
  std::size_t number = 0;
  std::string action;
  std::string value;
};

/// Throws UsageError.
FaultRule read_fault_rule(std::string_view text);

/// Counts what comes. Threads may share it.
class FaultRules {
 public:
  explicit FaultRules(std::vector<FaultRule> rules) : rules_(std::move(rules)), counts_(rules_.size()) {}

  /// The actions for this request, with their values.
  std::map<std::string, std::string> actions_for(std::string_view method, const std::string& target);

 private:
  std::vector<FaultRule> rules_;
  std::vector<std::size_t> counts_;
  std::mutex mutex_;
};

}  // namespace slipway::testkit
