#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "erl/term.hpp"

namespace slipway::project {

/// How the sources of a project look to Elixir's parser: what probe/slipway_check.exs gives, where its term
/// is described.
struct CheckFacts {
  struct Fact {
    enum class Kind {
      /// A call that reads the environment or the configuration, outside of a function.
      kReads,
      /// A call of Mix in a function.
      kMix,
      /// A text for a key that sounds like a secret, in a configuration file.
      kSecret,
    };
    Kind kind = Kind::kReads;
    std::size_t line = 0;
    /// The call, or the key.
    std::string text;
    /// "@name", "body", "config" or "function".
    std::string place;
  };
  struct Problem {
    std::size_t line = 0;
    std::string text;
  };
  struct File {
    std::string path;
    std::string application;
    /// Of the project itself, not of a dependency.
    bool own = true;
    /// Why nothing is known of it.
    std::optional<Problem> problem = {};
    std::vector<Fact> facts = {};
  };
  /// The first use of a module that is not of the project, in a function.
  struct Use {
    /// The atom's text: "Elixir.Logger", "xmerl_scan".
    std::string module;
    std::string path;
    std::size_t line = 0;
  };

  std::vector<File> files = {};
  /// Those of config/ that a release is built with, and runtime.exs and releases.exs.
  std::vector<File> configuration = {};
  std::vector<Use> uses = {};
  /// The applications of a release; nothing where they are not known.
  std::optional<std::set<std::string>> reachable = {};
  /// The folders of the applications of OTP and of Elixir.
  std::vector<std::filesystem::path> installed = {};
};

/// Throws Error where the term is none.
CheckFacts read_check_facts(const erl::Term& term);

}  // namespace slipway::project
