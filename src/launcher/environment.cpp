#include "launcher/environment.hpp"

#include <unistd.h>

#include <algorithm>

namespace slipway::launcher {
namespace {

bool is_entry_of(const std::string& entry, std::string_view name) {
  return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
}

}  // namespace

Environment Environment::of_process() {
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) entries.emplace_back(*entry);
  return Environment(std::move(entries));
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  for (const std::string& entry : entries_) {
    if (is_entry_of(entry, name)) return std::string_view(entry).substr(name.size() + 1);
  }
  return std::nullopt;
}

std::string Environment::value_or(std::string_view name, std::string_view fallback) const {
  const std::optional<std::string_view> value = get(name);
  return std::string(value && !value->empty() ? *value : fallback);
}

void Environment::set(std::string_view name, std::string_view value) {
  std::string entry = std::string(name) + "=" + std::string(value);
  unset(name);
  entries_.push_back(std::move(entry));
}

void Environment::unset(std::string_view name) {
  std::erase_if(entries_, [&](const std::string& existing) { return is_entry_of(existing, name); });
}

void Environment::set_default(std::string_view name, std::string_view value) {
  set(name, value_or(name, value));
}

std::vector<char*> exec_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  // execve(2) takes char* for historical reasons and writes to none of them.
  for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace slipway::launcher
