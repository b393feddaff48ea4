#include "assets/references.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace slipway::assets {
namespace {

constexpr std::string_view kVsn = "?vsn=d";

// White space and quotes as PCRE has them without the unicode option.
constexpr std::string_view kSpace = " \t\n\v\f\r";
constexpr std::string_view kQuotes = "'\"";

bool is_space(char c) { return kSpace.find(c) != kSpace.npos; }
bool is_quote(char c) { return kQuotes.find(c) != kQuotes.npos; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t skip_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kSpace, at), text.size());
}

/// A scheme (RFC 3986, section 3.1) and its colon stand in front.
bool has_scheme(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == url.npos || colon == 0 || !is_letter(url.front())) return false;
  return std::all_of(url.begin(), url.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

/// Path.dirname/1 with Path.join/2 behind it: "a//b.png" as "a/NAME", "b.png" as "./NAME".
std::string beside(std::string_view url, std::string_view name) {
  const std::size_t slash = url.rfind('/');
  if (slash == url.npos) return concat({"./", name});
  std::string joined;
  for (const char c : concat({url.substr(0, slash), "/", name})) {
    if (c != '/' || !joined.ends_with('/')) joined += c;
  }
  return joined;
}

/// "css" and "../images/./a.png" as "images/a.png"; nothing where it leads out of the folder.
std::optional<std::string> resolve(std::string_view folder, std::string_view url) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : {folder, url}) {
    while (!rest.empty()) {
      const std::string_view part = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  }
  return join(parts, "/");
}

/// What an expression found: the bytes from `begin` to `end` name a file.
struct Found {
  std::size_t begin;
  std::size_t end;
  /// Where the next one is looked for.
  std::size_t next;
};

/// Copies `text` and puts what `replace` makes of each name in its place.
template <typename Find, typename Replace>
std::string replace_all(std::string_view text, const Find& find, const Replace& replace) {
  std::string result;
  std::size_t copied = 0;
  std::size_t at = 0;
  while (const std::optional<Found> found = find(text, at)) {
    result += text.substr(copied, found->begin - copied);
    result += replace(text.substr(found->begin, found->end - found->begin));
    copied = found->end;
    at = found->next;
  }
  result += text.substr(copied);
  return result;
}

/// (url\(\s*)(\S+?)(\s*\))
std::optional<Found> find_url(std::string_view text, std::size_t from) {
  constexpr std::string_view kOpen = "url(";
  for (std::size_t at = text.find(kOpen, from); at != text.npos;) {
    const std::size_t begin = skip_space(text, at + kOpen.size());
    if (begin == text.size()) return std::nullopt;
    // One character at least, then up to the first ")" that only white space is in front of.
    std::size_t end = begin + 1;
    while (end < text.size() && text[end] != ')' && !is_space(text[end])) ++end;
    const std::size_t close = skip_space(text, end);
    if (close < text.size() && text[close] == ')') return Found{begin, end, close + 1};
    // Whatever begins in front of `end` would end there, too.
    at = text.find(kOpen, std::max(at + 1, end - kOpen.size()));
  }
  return std::nullopt;
}

/// (//#\s*sourceMappingURL=\s*)(\S+)
std::optional<Found> find_source_map(std::string_view text, std::size_t from) {
  constexpr std::string_view kOpen = "//#";
  constexpr std::string_view kName = "sourceMappingURL=";
  for (std::size_t at = text.find(kOpen, from); at != text.npos; at = text.find(kOpen, at + 1)) {
    const std::size_t name = skip_space(text, at + kOpen.size());
    if (!text.substr(name).starts_with(kName)) continue;
    const std::size_t begin = skip_space(text, name + kName.size());
    const std::size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
    if (begin < end) return Found{begin, end, end};
  }
  return std::nullopt;
}

/// (['"]file['"]:['"])([^,"']+)(['"])
std::optional<Found> find_file_of_map(std::string_view text, std::size_t from) {
  constexpr std::string_view kName = "file";
  // The quote in front belongs to what is found, so it stands behind what was found before.
  for (std::size_t at = text.find(kName, from + 1); at != text.npos; at = text.find(kName, at + 1)) {
    const std::string_view behind = text.substr(at + kName.size());
    if (!is_quote(text[at - 1]) || behind.size() < 3 || !is_quote(behind[0]) || behind[1] != ':' ||
        !is_quote(behind[2]))
      continue;
    const std::size_t begin = at + kName.size() + 3;
    const std::size_t end = text.find_first_of(",\"'", begin);
    if (end != text.npos && end > begin && text[end] != ',') return Found{begin, end, end + 1};
  }
  return std::nullopt;
}

/// \A(['"])(.+)\1\z
bool is_quoted(std::string_view url) {
  return url.size() >= 3 && is_quote(url.front()) && url.front() == url.back();
}

}  // namespace

std::string digested_url(std::string_view url, const Referrer& referrer, bool with_vsn) {
  const std::string_view vsn = with_vsn ? kVsn : std::string_view();
  if (url.starts_with('/')) {
    const auto found = referrer.latest.find(url.substr(1));
    return found == referrer.latest.end() ? std::string(url) : concat({"/", found->second, vsn});
  }
  if (has_scheme(url)) return std::string(url);
  const std::optional<std::string> path = resolve(referrer.folder, url);
  const auto found = path ? referrer.latest.find(*path) : referrer.latest.end();
  if (found == referrer.latest.end()) return std::string(url);
  const std::string_view digested = found->second;
  return concat({beside(url, digested.substr(digested.rfind('/') + 1)), vsn});
}

std::string rewrite_stylesheet(std::string_view text, const Referrer& referrer) {
  return replace_all(text, find_url, [&](std::string_view url) {
    if (!is_quoted(url)) return digested_url(url, referrer, referrer.with_vsn);
    const std::string_view quote = url.substr(0, 1);
    return concat({quote, digested_url(url.substr(1, url.size() - 2), referrer, referrer.with_vsn), quote});
  });
}

std::string rewrite_script(std::string_view text, const Referrer& referrer) {
  return replace_all(text, find_source_map,
                     [&](std::string_view url) { return digested_url(url, referrer, false); });
}

std::string rewrite_source_map(std::string_view text, const Referrer& referrer) {
  return replace_all(text, find_file_of_map,
                     [&](std::string_view url) { return digested_url(url, referrer, false); });
}

}  // namespace slipway::assets
