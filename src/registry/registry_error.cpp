#include "registry/registry_error.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "support/json_reader.hpp"

namespace slipway::registry {
namespace {

/// Of what a registry says, as much as an error shows.
constexpr std::size_t kMostProblems = 3;
constexpr std::size_t kLongestText = 300;

std::string text_of(const JsonPlace& object, std::string_view name) {
  const auto member = object.find(name);
  const auto* text = member ? member->value().as<std::string>() : nullptr;
  return text == nullptr ? std::string() : *text;
}

std::string described(const HttpResponse& response, const std::vector<RegistryProblem>& problems) {
  std::vector<std::string> texts;
  for (const RegistryProblem& problem : problems) {
    if (texts.size() == kMostProblems) break;
    texts.push_back(problem.message.empty()
                        ? printable(problem.code)
                        : concat({printable(problem.code), ": ", printable(problem.message)}));
  }
  if (!texts.empty()) return join(texts, "; ");
  const std::string type = response.field("content-type").value_or("");
  if (response.body.empty()) return "nothing else";
  if (type.starts_with("text/html"))
    return "a page for browsers; this may be no registry, or a proxy in front of it";
  return printable(response.body);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, kLongestText)) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' || c == '\x7F';
    if (!is_control) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return text.size() > kLongestText ? result + "..." : result;
}

std::vector<RegistryProblem> read_problems(std::string_view body) {
  std::vector<RegistryProblem> problems;
  try {
    const Json document = read_json(body, "error");
    const JsonPlace root(document, "error");
    if (const auto errors = root.find("errors")) {
      errors->each_element([&](const JsonPlace& error) {
        problems.push_back({.code = text_of(error, "code"), .message = text_of(error, "message")});
      });
    }
  } catch (const Error&) {
    return {};
  }
  return problems;
}

bool has_problem(const std::vector<RegistryProblem>& problems, std::string_view code) {
  return std::any_of(problems.begin(), problems.end(),
                     [code](const RegistryProblem& problem) { return problem.code == code; });
}

RegistryError::RegistryError(std::string_view what, const HttpResponse& response, std::string_view advice)
    : Error(concat({what, ": the registry answers ", std::to_string(response.status), ", ",
                    described(response, read_problems(response.body)), advice.empty() ? "" : "; ", advice})),
      status_(response.status),
      problems_(read_problems(response.body)) {}

}  // namespace slipway::registry
