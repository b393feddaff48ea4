#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registry/http.hpp"

namespace slipway::registry {

/// What a registry says beside a status of 4xx or 5xx (distribution specification 1.1, "Error Codes"):
///
///   {"errors": [{"code": "DENIED", "message": "...", "detail": ...}, ...]}
struct RegistryProblem {
  std::string code;
  std::string message;

  bool operator==(const RegistryProblem&) const = default;
};

/// Empty where the body is something else, such as a page of a proxy.
std::vector<RegistryProblem> read_problems(std::string_view body);

/// What a registry said, for a terminal: on one line, without control characters, not too long.
std::string printable(std::string_view text);

bool has_problem(const std::vector<RegistryProblem>& problems, std::string_view code);

/// An answer that is none of those that are hoped for.
class RegistryError : public Error {
 public:
  /// `what` says what was asked for: "push app:1.0 to registry.example.com"; `advice` what to do, or nothing.
  RegistryError(std::string_view what, const HttpResponse& response, std::string_view advice = {});

  int status() const { return status_; }
  const std::vector<RegistryProblem>& problems() const { return problems_; }

 private:
  int status_;
  std::vector<RegistryProblem> problems_;
};

}  // namespace slipway::registry
