#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace slipway {

/// What the caller cannot repair. The message says what was seen, what is allowed and what to do; callers on
/// the way up add what they were doing. Printed once, by `main`.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  const std::string& message() const noexcept { return message_; }

  /// Puts "CONTEXT: " before the message.
  void add_context(std::string_view context) { message_ = std::string(context) + ": " + message_; }

 private:
  std::string message_;
};

/// The command line was wrong: exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// A system call failed. Take errno first: `SystemError(errno, "open " + path)`.
class SystemError : public Error {
 public:
  SystemError(int error_number, std::string_view action);

  int error_number() const noexcept { return error_number_; }

 private:
  int error_number_;
};

/// Runs `action`, adding `context` to any Error that it throws.
template <typename Action>
decltype(auto) with_context(std::string_view context, Action&& action) {
  try {
    return action();
  } catch (Error& error) {
    error.add_context(context);
    throw;
  }
}

}  // namespace slipway
