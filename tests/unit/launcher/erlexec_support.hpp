#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slipway::launcher {

/// OTP's own erlexec, the peer that composes the emulator's arguments.
class Erlexec {
 public:
  /// Nothing where OTP is not installed.
  static std::optional<Erlexec> find();

  /// What it prints and how it ends when it is run in `folder` with these variables only.
  struct Result {
    std::string output;
    bool succeeded = false;
  };
  Result run(const std::string& folder, const std::vector<std::string>& arguments,
             const std::vector<std::pair<std::string, std::string>>& variables) const;

  int erts_major() const { return erts_major_; }

 private:
  Erlexec(std::string program, int erts_major) : program_(std::move(program)), erts_major_(erts_major) {}

  std::string program_;
  int erts_major_;
};

}  // namespace slipway::launcher
