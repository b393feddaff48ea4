#include "image/base_lock.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/staging.hpp"
#include "support/toml.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead =
    "# The base images that `slipway image` builds upon, as their tags were looked up. Keep it in version "
    "control;\n"
    "# `slipway image --update-base` looks them up anew.\n"
    "\n[base]\n";

[[noreturn]] void refuse(std::string_view source, std::size_t line, std::string_view problem) {
  constexpr std::string_view kCure =
      "; mend the line, or delete the file: the next build looks its bases up anew";
  throw Error(concat({source, ":", std::to_string(line), ": ", problem, kCure}));
}

}  // namespace

BaseLock read_base_lock(std::string_view text, std::string_view source) {
  BaseLock lock;
  for (const TomlEntry& section : read_toml(text, source)) {
    const auto* table = section.value.as<TomlTable>();
    if (section.key != "base" || table == nullptr) {
      refuse(source, section.line, concat({"it holds a table [base], and not \"", section.key, "\""}));
    }
    for (const TomlEntry& entry : *table) {
      const auto* digest = entry.value.as<std::string>();
      if (digest == nullptr) {
        refuse(source, entry.line, "a digest is expected, not " + entry.value.describe());
      }
      try {
        const std::string name = oci::Reference::parse(entry.key).full();
        if (!lock.bases.emplace(name, oci::Digest::parse(*digest, "the digest")).second)
          throw Error(name + " has a digest already");
      } catch (const Error& error) {
        refuse(source, entry.line, error.message());
      }
    }
  }
  return lock;
}

std::string write_base_lock(const BaseLock& lock) {
  std::string text(kHead);
  for (const auto& [reference, digest] : lock.bases) {
    text += concat({toml_quoted(reference), " = ", toml_quoted(digest.text()), "\n"});
  }
  return text;
}

BaseLock load_base_lock(const fs::path& folder) {
  const auto text = read_file_if_exists((folder / kLockFile).string(), kLargestToml);
  return text ? read_base_lock(*text, kLockFile) : BaseLock();
}

void store_base_lock(const fs::path& folder, const BaseLock& lock) {
  const fs::path file = folder / kLockFile;
  Staging staging(file, Staging::Form::kFile);
  write_all(staging.file(), write_base_lock(lock), file.string());
  staging.publish_file(file);
}

}  // namespace slipway::image
