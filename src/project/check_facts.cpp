#include "project/check_facts.hpp"

#include "base/error.hpp"

namespace slipway::project {
namespace {

using erl::Term;

[[noreturn]] void fail(const char* expected) {
  throw Error(std::string("the probe's facts for `slipway check` are not as expected: there is no ") +
              expected);
}

const Term& member(const Term& map, std::string_view key) {
  const Term* value = erl::find(map, key);
  if (value == nullptr) fail(std::string(key).c_str());
  return *value;
}

const std::vector<Term>& list(const Term& term) {
  const std::vector<Term>* elements = term.proper_list();
  if (elements == nullptr) fail("list");
  return *elements;
}

std::string text(const Term& term) {
  std::optional<std::string> text = erl::text_of(term);
  if (!text) fail("text");
  return *text;
}

std::size_t line(const Term& term) {
  const auto* number = term.as<std::int64_t>();
  return number == nullptr || *number < 1 ? 1 : static_cast<std::size_t>(*number);
}

CheckFacts::Fact read_fact(const Term& term) {
  constexpr std::size_t kSize = 4;
  using Kind = CheckFacts::Fact::Kind;
  for (const auto& [tag, kind] :
       {std::pair{"reads", Kind::kReads}, {"mix", Kind::kMix}, {"secret", Kind::kSecret}}) {
    const std::vector<Term>* fact = term.tagged_tuple(tag, kSize);
    if (fact == nullptr) continue;
    return {.kind = kind, .line = line((*fact)[1]), .text = text((*fact)[2]), .place = text((*fact)[3])};
  }
  fail("fact");
}

CheckFacts::File read_file(const Term& term) {
  CheckFacts::File file{.path = text(member(term, "path")),
                        .application = text(member(term, "application")),
                        .own = member(term, "own").is_atom("true")};
  if (const auto* problem = member(term, "problem").tuple(2)) {
    file.problem = {.line = line((*problem)[0]), .text = text((*problem)[1])};
  }
  for (const Term& fact : list(member(term, "facts"))) file.facts.push_back(read_fact(fact));
  return file;
}

}  // namespace

CheckFacts read_check_facts(const Term& term) {
  CheckFacts facts;
  for (const Term& file : list(member(term, "files"))) facts.files.push_back(read_file(file));
  for (const Term& file : list(member(term, "configuration"))) facts.configuration.push_back(read_file(file));
  for (const Term& use : list(member(term, "uses"))) {
    const std::vector<Term>* fields = use.tuple(3);
    if (fields == nullptr) fail("use");
    facts.uses.push_back(
        {.module = text((*fields)[0]), .path = text((*fields)[1]), .line = line((*fields)[2])});
  }
  if (const Term& reachable = member(term, "reachable"); !reachable.is_atom("nil")) {
    facts.reachable.emplace();
    for (const Term& name : list(reachable)) facts.reachable->insert(text(name));
  }
  for (const Term& folder : list(member(term, "installed"))) facts.installed.emplace_back(text(folder));
  return facts;
}

}  // namespace slipway::project
