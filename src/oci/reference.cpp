#include "oci/reference.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::oci {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
/// What Docker's configuration calls it since long ago.
constexpr std::string_view kOldDockerHub = "index.docker.io";
constexpr std::string_view kOfficial = "library/";
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestTag = 128;
constexpr std::size_t kDigestDigits = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }
bool is_word(char c) { return is_alphanumeric(c) || c == '_'; }

/// Says what is wrong with a reference that is being read.
class Refusal {
 public:
  explicit Refusal(std::string_view text) : text_(text) {}

  [[noreturn]] void operator()(std::string_view problem) const {
    throw Error(concat({"\"", text_.substr(0, 300), "\" is no reference of an image: ", problem,
                        "; one is [REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]"}));
  }

 private:
  std::string_view text_;
};

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= kLongestTag && is_word(tag.front()) &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

void check_tag(std::string_view tag, const Refusal& refuse) {
  if (is_tag(tag)) return;
  if (tag.empty()) refuse("the tag behind \":\" is empty");
  if (tag.size() > kLongestTag) refuse("its tag is longer than 128 characters");
  const std::string better = as_tag(tag);
  refuse(concat({"a tag holds letters, digits, \"_\", \".\" and \"-\" and begins with none of the last two",
                 is_tag(better) ? concat({"; write \"", better, "\""}) : std::string()}));
}

/// Whether alphanumeric parts are joined by ".", "_", "__" or any number of "-".
bool is_component(std::string_view text) {
  const auto is_part = [](char c) { return is_digit(c) || is_lower(c); };
  if (text.empty() || !is_part(text.front()) || !is_part(text.back())) return false;
  for (std::size_t at = 0; at < text.size();) {
    if (is_part(text[at])) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find_first_not_of(text[at], at), text.size());
    const std::size_t most = text[at] == '-' ? text.size() : text[at] == '_' ? 2 : text[at] == '.' ? 1 : 0;
    if (end - at > most || !is_part(text[end])) return false;
    at = end;
  }
  return true;
}

void check_repository(std::string_view repository, const Refusal& refuse) {
  if (repository.empty()) refuse("the name is empty");
  if (std::any_of(repository.begin(), repository.end(), is_upper)) {
    std::string lower(repository);
    for (char& c : lower) {
      if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    }
    refuse(concat({"its name must be in lower case; write \"", lower, "\""}));
  }
  for (std::size_t begin = 0; begin <= repository.size();) {
    const std::size_t end = std::min(repository.find('/', begin), repository.size());
    const std::string_view component = repository.substr(begin, end - begin);
    if (component.empty()) refuse("a part of its name is empty");
    if (!is_component(component)) {
      refuse(concat({"\"", component.substr(0, 100), "\" can't be a part of its name, which holds ",
                     "a-z and 0-9, and between those \".\", \"_\", \"__\" or \"-\""}));
    }
    begin = end + 1;
  }
}

bool is_host_label(std::string_view label) {
  return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    const std::string_view address = host.substr(1, host.size() - 2);
    return !address.empty() && std::all_of(address.begin(), address.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':';
    });
  }
  for (std::size_t begin = 0; begin <= host.size();) {
    const std::size_t end = std::min(host.find('.', begin), host.size());
    if (!is_host_label(host.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

void check_registry(std::string_view registry, const Refusal& refuse) {
  std::string_view host = registry;
  const std::size_t bracket = registry.rfind(']');
  const std::size_t colon = registry.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view port = registry.substr(colon + 1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), is_digit))
      refuse(concat({"the registry's port \"", port.substr(0, 100), "\" is no number"}));
    host = registry.substr(0, colon);
  }
  if (!is_host(host)) refuse(concat({"the registry \"", host.substr(0, 100), "\" is no host name"}));
}

/// Whether what stands in front of the first "/" names a registry. (Docker since 23 also takes a name with
/// upper-case letters for one; mostly it is a user who should be written in lower case.)
bool names_registry(std::string_view first) {
  return first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
}

void check_start(std::string_view text, const Refusal& refuse) {
  if (text.empty()) refuse("it is empty");
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos)
    refuse(concat({"write it without \"", text.substr(0, scheme + 3), "\""}));
  if (text.size() == kDigestDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos)
    refuse("64 hexadecimal digits are taken for an image's id");
}

}  // namespace

std::string as_tag(std::string_view text) {
  std::string tag(text.substr(0, kLongestTag));
  for (char& c : tag) {
    if (!is_word(c) && c != '.' && c != '-') c = '-';
  }
  return tag;
}

Reference Reference::parse(std::string_view text) {
  const Refusal refuse(text);
  check_start(text, refuse);
  Reference reference;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    try {
      reference.digest = Digest::parse(rest.substr(at + 1), "behind \"@\"");
    } catch (const Error& error) {
      refuse(error.message());
    }
    rest = rest.substr(0, at);
  }
  // A ":" in front of the last "/" belongs to a port.
  const std::size_t slash = rest.rfind('/');
  const std::size_t colon = rest.find(':', slash == std::string_view::npos ? 0 : slash + 1);
  if (colon != std::string_view::npos) {
    const std::string_view tag = rest.substr(colon + 1);
    check_tag(tag, refuse);
    reference.tag = tag;
    rest = rest.substr(0, colon);
  }
  const std::size_t first = rest.find('/');
  if (first != std::string_view::npos && names_registry(rest.substr(0, first))) {
    reference.registry = rest.substr(0, first);
    rest = rest.substr(first + 1);
    check_registry(reference.registry, refuse);
  }
  check_repository(rest, refuse);
  reference.repository = rest;
  if (reference.registry.empty() || reference.registry == kOldDockerHub) reference.registry = kDockerHub;
  if (reference.registry == kDockerHub && rest.find('/') == std::string_view::npos)
    reference.repository.insert(0, kOfficial);
  if (reference.registry.size() + 1 + reference.repository.size() > kLongestName)
    refuse("its name is longer than 255 characters");
  return reference;
}

std::string Reference::tag_or_latest() const { return tag.empty() && !digest ? "latest" : tag; }

std::string Reference::full() const {
  const std::string name = tag_or_latest();
  return concat({registry, "/", repository, name.empty() ? "" : ":", name, digest ? "@" : "",
                 digest ? digest->text() : std::string()});
}

std::string Reference::familiar() const {
  std::string text = full();
  for (const std::string_view prefix : {kDockerHub, kOfficial}) {
    // What would be read as a registry or needs its "library/" keeps what stands in front.
    std::string shorter = text.substr(std::min(text.size(), prefix.size() + (prefix == kDockerHub ? 1 : 0)));
    if (!text.starts_with(prefix) || parse(shorter) != parse(text)) break;
    text = std::move(shorter);
  }
  return text;
}

}  // namespace slipway::oci
