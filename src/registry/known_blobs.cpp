#include "registry/known_blobs.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace slipway::registry {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kLongestName = 255;

}  // namespace

KnownBlobs::KnownBlobs(std::string_view text) {
  while (!text.empty() && entries_.size() < kMostEntries) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() <= kDigits + 1 || line.size() > kDigits + 1 + kLongestName || line[kDigits] != ' ')
      continue;
    entries_.push_back({std::string(line.substr(0, kDigits)), std::string(line.substr(kDigits + 1))});
  }
}

std::string KnownBlobs::find(const oci::Digest& digest, std::string_view except) const {
  const std::string hex = digest.hex();
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) {
    return entry.hex == hex && entry.repository != except;
  });
  return found == entries_.rend() ? std::string() : found->repository;
}

void KnownBlobs::add(const oci::Digest& digest, const std::string& repository) {
  const Entry entry{digest.hex(), repository};
  std::erase(entries_, entry);
  entries_.push_back(entry);
  if (entries_.size() > kMostEntries) entries_.erase(entries_.begin());
}

std::string KnownBlobs::text() const {
  std::string text;
  for (const Entry& entry : entries_) text += concat({entry.hex, " ", entry.repository, "\n"});
  return text;
}

}  // namespace slipway::registry
