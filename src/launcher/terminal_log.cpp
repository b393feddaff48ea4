#include "launcher/terminal_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

constexpr std::string_view kFileName = "erlang.log.";
constexpr mode_t kMode = 0664;
constexpr int kFewestGenerations = 2;
constexpr int kMostGenerations = 1000;
constexpr std::size_t kSmallestLimit = 1000;
constexpr std::size_t kLargestLimit = std::size_t{1} << 30;

template <typename Number>
Number number_of(const Environment& environment, std::string_view name, Number fallback, Number least,
                 Number most) {
  const std::string text = environment.value_or(name, "");
  if (text.empty()) return fallback;
  const std::optional<Number> number = decimal_number<Number>(text);
  if (!number) {
    throw Error(std::string(name) + " is \"" + text + "\"; it is a number of at least " +
                std::to_string(least));
  }
  return std::clamp(*number, least, most);
}

}  // namespace

TerminalLogSettings terminal_log_settings(const Environment& environment) {
  constexpr int kMostMinutes = 60 * 24 * 365;
  TerminalLogSettings settings;
  settings.generations = number_of(environment, "RUN_ERL_LOG_GENERATIONS", settings.generations,
                                   kFewestGenerations, kMostGenerations);
  settings.largest =
      number_of(environment, "RUN_ERL_LOG_MAXSIZE", settings.largest, kSmallestLimit, kLargestLimit);
  settings.alive_minutes =
      number_of(environment, "RUN_ERL_LOG_ALIVE_MINUTES", settings.alive_minutes, 1, kMostMinutes);
  settings.activity_minutes = number_of(environment, "RUN_ERL_LOG_ACTIVITY_MINUTES",
                                        std::max(settings.alive_minutes / 3, 1), 1, kMostMinutes);
  settings.time_format = environment.value_or("RUN_ERL_LOG_ALIVE_FORMAT", settings.time_format);
  settings.in_utc = environment.value_or("RUN_ERL_LOG_ALIVE_IN_UTC", "0") != "0";
  return settings;
}

int first_log_number(const std::string& folder, int generations) {
  const auto exists = [&](int number) {
    const std::string path = folder + "/" + std::string(kFileName) + std::to_string(number);
    return ::access(path.c_str(), F_OK) == 0;
  };
  for (int number = generations - 1; number > 0; --number) {
    if (exists(number) && !exists(number + 1)) return number;
  }
  return 1;
}

TerminalLog::TerminalLog(std::string folder, TerminalLogSettings settings)
    : folder_(std::move(folder)),
      settings_(std::move(settings)),
      number_(first_log_number(folder_, settings_.generations)),
      last_activity_(std::time(nullptr)) {
  std::error_code refused;
  std::filesystem::create_directories(folder_, refused);
  if (refused) {
    throw Error("the system was not started: the folder for its logs, " + folder_ + ", can't be made (" +
                refused.message() + "); set RELEASE_TMP to a folder that can be written");
  }
  with_context(
      "the system was not started, because its log can't be written; set RELEASE_TMP to a folder with room",
      [&] { open(O_APPEND, last_activity_); });
}

void TerminalLog::write(std::string_view bytes, std::time_t now) {
  if (now - last_activity_ > std::time_t{settings_.activity_minutes} * 60) {
    append("\n===== ALIVE " + time_text(now) + "\n", now);
  }
  last_activity_ = now;
  append(bytes, now);
}

void TerminalLog::pass_time(std::time_t now) {
  if (seconds_until_alive(now) > 0) return;
  append("\n===== ALIVE " + time_text(now) + "\n", now);
  last_activity_ = now;
}

int TerminalLog::seconds_until_alive(std::time_t now) const {
  const std::time_t limit = std::time_t{settings_.alive_minutes} * 60;
  // A clock that was put back counts as no time.
  return static_cast<int>(std::clamp(last_activity_ + limit - now, std::time_t{0}, limit));
}

int TerminalLog::next_number() const { return number_ == settings_.generations ? 1 : number_ + 1; }

void TerminalLog::open(int flags, std::time_t now) {
  const std::string stem = folder_ + "/" + std::string(kFileName);
  ::unlink((stem + std::to_string(next_number())).c_str());
  file_ = FileDescriptor();
  const std::string path = stem + std::to_string(number_);
  file_ = open_file(path, O_WRONLY | O_CREAT | flags, kMode);
  write_all(file_, "\n=====\n===== LOGGING STARTED " + time_text(now) + "\n=====\n", path);
}

void TerminalLog::append(std::string_view bytes, std::time_t now) {
  try {
    if (!file_.is_open()) open(O_APPEND, now);
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) throw SystemError(errno, "look at a log");
    if (static_cast<std::size_t>(status.st_size) + bytes.size() > settings_.largest) {
      number_ = next_number();
      open(O_TRUNC | O_APPEND, now);
    }
    if (lost_ > 0) {
      write_all(file_, "\n===== " + std::to_string(lost_) + " bytes could not be written\n", folder_);
      lost_ = 0;
    }
    write_all(file_, bytes, folder_);
  } catch (const Error&) {
    lost_ += bytes.size();
  }
}

std::string TerminalLog::time_text(std::time_t now) const {
  std::tm parts{};
  if (settings_.in_utc) {
    ::gmtime_r(&now, &parts);
  } else {
    ::localtime_r(&now, &parts);
  }
  std::array<char, 256> text{};
  // The format is the user's, as in run_erl; one that makes too long a text gives none.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const std::size_t size = std::strftime(text.data(), text.size(), settings_.time_format.c_str(), &parts);
#pragma GCC diagnostic pop
  return {text.data(), size};
}

}  // namespace slipway::launcher
