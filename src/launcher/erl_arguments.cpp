#include "launcher/erl_arguments.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

constexpr std::string_view kArgsFile = "-args_file";
constexpr std::string_view kExtra = "-extra";

/// OTP 27: the first version that keeps its separators in front of -extra.
constexpr int kErtsWithCleanExtra = 15;

/// Tells files apart whatever their paths are.
struct FileIdentity {
  dev_t device;
  ino_t inode;
  bool operator==(const FileIdentity&) const = default;
};

struct ArgsFile {
  FileIdentity identity;
  std::string text;
};

ArgsFile open_args_file(const std::string& path) {
  const FileDescriptor file = open_file(path, O_RDONLY);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "read " + path);
  ArgsFile result{{status.st_dev, status.st_ino}, read_all(file, path, kLargestArgsFile)};
  // The VM's own reader stops at the first NUL without a word; flags behind it would be lost.
  const std::size_t nul = result.text.find('\0');
  if (nul != std::string::npos) {
    throw Error(path + ": a NUL byte at offset " + std::to_string(nul) +
                "; a file of arguments is text without NUL bytes");
  }
  return result;
}

bool has_extra(const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), kExtra) != words.end();
}

class Gatherer {
 public:
  explicit Gatherer(int erts_major) : has_clean_extra_(erts_major >= kErtsWithCleanExtra) {}

  void add_variable(const char* name, const Environment& environment) {
    const std::optional<std::string_view> value = environment.get(name);
    if (!value) return;
    const std::vector<std::string> words = split_erl_words(*value, Comments::kNone);
    if (!words.empty()) add_text(name, words, SeparatorAtExtra::kStays);
  }

  void add_command_line(std::string_view name, const std::vector<std::string>& words) {
    const std::size_t source = add_source(name);
    add_words(words, source);
    if (has_clean_extra_ && has_extra(words)) add_separator(arguments_.words, source);
    add_separator(arguments_.words, source);
  }

  ErlArguments finish() && {
    if (!extra_.empty()) {
      arguments_.words.push_back({std::string(kExtra), extra_.front().source});
      std::move(extra_.begin(), extra_.end(), std::back_inserter(arguments_.words));
    }
    return std::move(arguments_);
  }

 private:
  std::size_t add_source(std::string_view name) {
    arguments_.sources.emplace_back(name);
    return arguments_.sources.size() - 1;
  }

  static void add_separator(std::vector<ErlWord>& list, std::size_t source) {
    list.push_back({"--", source, true});
  }

  /// What becomes of the separator of a text that has -extra, since OTP 27.
  enum class SeparatorAtExtra { kStays, kGoes };

  /// Before OTP 27 the separator of a text belongs to the text: it follows its last word, behind -extra too.
  void add_text(std::string_view name, const std::vector<std::string>& words, SeparatorAtExtra at_extra) {
    const std::size_t source = add_source(name);
    std::vector<ErlWord>& last = add_words(words, source);
    if (!has_clean_extra_) return add_separator(last, source);
    if (at_extra == SeparatorAtExtra::kGoes && has_extra(words)) return;
    add_separator(arguments_.words, source);
  }

  /// Gives the list that the last word went to.
  std::vector<ErlWord>& add_words(const std::vector<std::string>& words, std::size_t source) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (words[at] == kExtra) {
        for (++at; at < words.size(); ++at) extra_.push_back({words[at], source});
        return extra_;
      }
      if (words[at] != kArgsFile) {
        arguments_.words.push_back({words[at], source});
      } else if (++at < words.size()) {
        add_file(words[at], source);
      } else {
        throw Error(arguments_.sources[source] + ": -args_file needs the name of a file behind it");
      }
    }
    return arguments_.words;
  }

  void add_file(const std::string& path, std::size_t source) {
    const ArgsFile file =
        with_context("-args_file in " + arguments_.sources[source], [&] { return open_args_file(path); });
    if (std::find(open_.begin(), open_.end(), file.identity) != open_.end()) {
      throw Error(arguments_.sources[source] + ": \"-args_file " + path + "\" makes the file contain itself");
    }
    const std::vector<std::string> words = split_erl_words(file.text, Comments::kFromNumberSign);
    if (words.empty()) return;
    open_.push_back(file.identity);
    add_text(path, words, SeparatorAtExtra::kGoes);
    open_.pop_back();
  }

  bool has_clean_extra_;
  ErlArguments arguments_;
  std::vector<ErlWord> extra_;
  /// The files that are being read, the innermost last.
  std::vector<FileIdentity> open_;
};

bool has_args_file(const std::vector<std::string>& words) {
  const auto extra = std::find(words.begin(), words.end(), kExtra);
  return std::find(words.begin(), extra, kArgsFile) != extra;
}

bool has_flags(const Environment& environment) {
  for (const char* name : {"ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS"}) {
    const std::optional<std::string_view> value = environment.get(name);
    if (value && !split_erl_words(*value, Comments::kNone).empty()) return true;
  }
  return false;
}

}  // namespace

ErlArguments gather_erl_arguments(const std::vector<std::string>& command_line,
                                  std::string_view command_line_source, const Environment& environment,
                                  int erts_major) {
  // Before OTP 27 a command line alone is taken as it is, without a separator at its end.
  if (erts_major < kErtsWithCleanExtra && !has_args_file(command_line) && !has_flags(environment)) {
    ErlArguments arguments{{}, {std::string(command_line_source)}};
    for (const std::string& word : command_line) arguments.words.push_back({word});
    return arguments;
  }
  Gatherer gatherer(erts_major);
  gatherer.add_variable("ERL_AFLAGS", environment);
  if (!command_line.empty() || erts_major >= kErtsWithCleanExtra) {
    gatherer.add_command_line(command_line_source, command_line);
  }
  gatherer.add_variable("ERL_FLAGS", environment);
  gatherer.add_variable("ERL_ZFLAGS", environment);
  return std::move(gatherer).finish();
}

ErlArguments read_args_file(const std::string& path, int erts_major) {
  return gather_erl_arguments({std::string(kArgsFile), path}, path, Environment(), erts_major);
}

}  // namespace slipway::launcher
