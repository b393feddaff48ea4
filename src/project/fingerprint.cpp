#include "project/fingerprint.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>

#include "base/error.hpp"
#include "support/hash.hpp"
#include "support/parallel.hpp"
#include "support/tree_entries.hpp"
#include "support/tree_writer.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;
using Kind = Observation::Kind;

/// A path, its length, kind, stamp and names: no observation takes less.
constexpr std::size_t kSmallestObservation = 4 + 1 + kStampBytes + 8;

std::uint64_t hash_of_names(const fs::path& folder) {
  std::uint64_t result = kHashOfNothing;
  for (const std::string& name : sorted_names(folder)) result = hash_of(name, result);
  return result;
}

/// `stamp` is that of what the path leads to.
Observation look_at(const std::string& path, const std::optional<FileStamp>& stamp, bool listed) {
  if (!stamp) return {path, Kind::kAbsent, {}, 0};
  if (!S_ISDIR(stamp->mode)) return {path, Kind::kFile, *stamp, 0};
  if (!listed) return {path, Kind::kFolder, *stamp, 0};
  return {path, Kind::kListing, *stamp, hash_of_names(path)};
}

bool holds(const Observation& was) {
  if (was.kind == Kind::kLink) return stamp_of_entry(was.path) == was.stamp;
  const std::optional<FileStamp> now = stamp_behind_links(was.path);
  switch (was.kind) {
    case Kind::kAbsent:
      return !now;
    case Kind::kFile:
      return now == was.stamp;
    case Kind::kFolder:
      return now && now->inode == was.stamp.inode && now->mode == was.stamp.mode;
    case Kind::kListing:
      return now == was.stamp || (now && S_ISDIR(now->mode) && hash_of_names(was.path) == was.names);
    case Kind::kLink:
      break;
  }
  return false;
}

// Without "." between the names. ".." stays: behind a link it leads elsewhere.
std::string plain(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (!name.empty() && name != ".") result.append("/").append(name);
    path.remove_prefix(std::min(path.size(), name.size() + 1));
  }
  return result.empty() ? "/" : result;
}

std::string parent_of(const std::string& path) {
  return path.substr(0, std::max<std::size_t>(1, path.rfind('/')));
}

}  // namespace

std::string write_fingerprint(const Fingerprint& fingerprint) {
  ByteWriter out;
  out.u64(fingerprint.surroundings);
  out.u32(static_cast<std::uint32_t>(fingerprint.observations.size()));
  for (const Observation& observation : fingerprint.observations) {
    out.text(observation.path);
    out.u8(static_cast<std::uint8_t>(observation.kind));
    write_stamp(out, observation.stamp);
    out.u64(observation.names);
  }
  return std::move(out).finish();
}

Fingerprint read_fingerprint(std::string_view bytes, std::string_view source) {
  ByteReader in(bytes, source);
  Fingerprint result;
  result.surroundings = in.u64("a hash");
  const std::uint32_t count = in.u32("a number of observations");
  if (count > in.remaining() / kSmallestObservation)
    in.fail("expected at most " + std::to_string(in.remaining() / kSmallestObservation) +
            " observations, found " + std::to_string(count));
  result.observations.resize(count);
  for (Observation& observation : result.observations) {
    observation.path = in.text("a path");
    const std::uint8_t kind = in.u8("a kind");
    if (kind > static_cast<std::uint8_t>(Kind::kLink)) in.fail("there is no kind " + std::to_string(kind));
    observation.kind = static_cast<Kind>(kind);
    observation.stamp = read_stamp(in);
    observation.names = in.u64("a hash");
  }
  if (!in.at_end()) in.fail("expected the end");
  return result;
}

bool still_holds(const Fingerprint& fingerprint) try {
  if (fingerprint.surroundings != hash_of_surroundings()) return false;
  const std::vector<Observation>& observations = fingerprint.observations;
  std::atomic<bool> all_hold = true;
  parallel_for(observations.size(), [&](std::size_t i) {
    if (all_hold && !holds(observations[i])) all_hold = false;
  });
  return all_hold;
} catch (const Error&) {
  return false;  // something can't be looked at any more
}

std::uint64_t hash_of_surroundings() {
  std::vector<std::string> facts;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::string_view name = text.substr(0, text.find('='));
    if (name != "_" && name != "SHLVL" && name != "OLDPWD") facts.push_back("env " + std::string(text));
  }
  std::sort(facts.begin(), facts.end());
  facts.push_back(fs::current_path().native());
  facts.push_back(std::to_string(::geteuid()) + ":" + std::to_string(::getegid()));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  facts.push_back(std::to_string(mask));
  struct utsname machine {};
  if (::uname(&machine) != 0) throw SystemError(errno, "uname");
  facts.insert(facts.end(),
               {machine.sysname, machine.nodename, machine.release, machine.version, machine.machine});
  cpu_set_t processors;
  if (::sched_getaffinity(0, sizeof processors, &processors) == 0)
    facts.push_back(std::to_string(CPU_COUNT(&processors)));
  facts.push_back(std::to_string(::sysconf(_SC_NPROCESSORS_ONLN)));
  std::uint64_t result = kHashOfNothing;
  for (const std::string& fact : facts) result = hash_of(fact, result);
  return result;
}

void FingerprintBuilder::add_read(const fs::path& path) { read_.insert(plain(path.native())); }

void FingerprintBuilder::add_listed(const fs::path& path) { listed_.insert(plain(path.native())); }

void FingerprintBuilder::add_tree(const fs::path& folder) {
  Ancestors ancestors;
  add_tree(plain(folder.native()), ancestors);
}

void FingerprintBuilder::add_tree(const std::string& folder, Ancestors& ancestors) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    read_.insert(folder);
    return;
  }
  listed_.insert(folder);
  const std::pair identity(status.st_dev, status.st_ino);
  if (std::find(ancestors.begin(), ancestors.end(), identity) != ancestors.end()) return;
  ancestors.push_back(identity);
  for (const auto& [name, kind, is_link] : entries_of(folder)) {
    std::string entry = below(folder, name);
    if (kind == slipway::Kind::kFolder || is_link) {
      add_tree(entry, ancestors);
    } else {
      read_.insert(std::move(entry));
    }
  }
  ancestors.pop_back();
}

void FingerprintBuilder::add_written(const fs::path& path) {
  const std::string place = plain(path.native());
  written_.insert(place);
  touched_.insert(parent_of(place));
}

void FingerprintBuilder::require_unchanged(const Observation& observation) const {
  // Never by `modified`: Mix of 1.18 and later sets that of ebin in whole seconds, as if its file system had
  // no others.
  const auto is_new = [&](std::int64_t changed) { return may_be_later(changed, began_); };
  const auto fail = [](const std::string& path) {
    throw Error(path + " was changed while the release was made");
  };
  // Files of the kernel, devices and pipes give something else each time, and have no times that say so.
  for (const std::string_view folder : {"/proc/", "/sys/", "/dev/"}) {
    if (observation.path.starts_with(folder)) throw Error(observation.path + " was looked at");
  }
  switch (observation.kind) {
    case Kind::kFile:
      if (!S_ISREG(observation.stamp.mode)) throw Error(observation.path + " is no regular file");
      [[fallthrough]];
    case Kind::kLink:
      if (is_new(observation.stamp.changed) && !written_.contains(observation.path)) fail(observation.path);
      break;
    case Kind::kListing:
      // Not `modified`: Mix of 1.18 and later sets that of ebin, in whole seconds, as if its file system had
      // no others.
      if (is_new(observation.stamp.changed) && !touched_.contains(observation.path) &&
          !written_.contains(observation.path))
        fail(observation.path);
      break;
    case Kind::kAbsent: {
      // It could have been there when it was looked for.
      const std::string parent = parent_of(observation.path);
      const std::optional<FileStamp> stamp = stamp_behind_links(parent);
      if (stamp && is_new(stamp->changed) && !touched_.contains(parent)) fail(parent);
      break;
    }
    case Kind::kFolder:
      break;
  }
}

std::vector<Observation> FingerprintBuilder::observe(const std::string& path, bool listed) const {
  const std::optional<FileStamp> entry = stamp_of_entry(path);
  const bool is_link = entry && S_ISLNK(entry->mode);
  std::vector<Observation> seen = {look_at(path, is_link ? stamp_behind_links(path) : entry, listed)};
  if (is_link) seen.push_back({path, Kind::kLink, *entry, 0});
  for (const Observation& observation : seen) require_unchanged(observation);
  return seen;
}

Fingerprint FingerprintBuilder::finish() const {
  std::vector<std::pair<std::string, bool>> paths;
  for (const std::string& path : listed_) paths.emplace_back(path, true);
  for (const std::string& path : read_) {
    if (!listed_.contains(path)) paths.emplace_back(path, false);
  }
  std::vector<std::vector<Observation>> seen(paths.size());
  parallel_for(paths.size(), [&](std::size_t i) { seen[i] = observe(paths[i].first, paths[i].second); });
  Fingerprint result{hash_of_surroundings(), {}};
  for (std::vector<Observation>& observations : seen)
    std::move(observations.begin(), observations.end(), std::back_inserter(result.observations));
  return result;
}

}  // namespace slipway::project
