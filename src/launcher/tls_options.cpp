#include "launcher/tls_options.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "erl/term.hpp"
#include "erl/text_reader.hpp"

namespace slipway::launcher {
namespace {

using erl::Term;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

/// What changes nothing for a client that connects once.
constexpr auto kWithoutEffect = std::to_array<std::string_view>({
    "erl_dist",
    "fail_if_no_peer_cert",
    "hibernate_after",
    "honor_cipher_order",
    "ktls",
    "log_level",
    "reuse_session",
    "reuse_sessions",
    "secure_renegotiate",
});

/// Sets options; the first one of a name counts, as in a property list.
class Reader {
 public:
  Reader(TlsOptions& options, std::string_view source) : options_(options), source_(source) {}

  void set(const std::string& name, const Term& value) {
    if (!seen_.insert(name).second) return;
    if (name == "cacertfile") {
      options_.cacertfile = text(name, value);
    } else if (name == "certfile") {
      options_.certfile = text(name, value);
    } else if (name == "keyfile") {
      options_.keyfile = text(name, value);
    } else if (name == "password") {
      options_.password = text(name, value);
    } else if (name == "verify") {
      set_verify(value);
    } else if (name == "depth") {
      set_depth(value);
    } else if (name == "server_name_indication") {
      options_.checks_host = !value.is_atom("disable");
      if (options_.checks_host) options_.server_name = text(name, value);
    } else if (name == "versions") {
      set_versions(value);
    } else if (std::find(kWithoutEffect.begin(), kWithoutEffect.end(), name) == kWithoutEffect.end()) {
      if (options_.not_ours.empty()) options_.not_ours = name;
    }
  }

 private:
  [[noreturn]] void fail(std::string_view name, std::string_view allowed) const {
    throw Error(concat({source_, ": ", name, " must be ", allowed}));
  }

  std::string text(std::string_view name, const Term& value) const {
    const std::optional<std::string> result = erl::text_of(value);
    if (!result || result->empty() || result->find('\0') != std::string::npos) fail(name, "a string");
    return *result;
  }

  void set_verify(const Term& value) {
    if (!value.is_atom("verify_peer") && !value.is_atom("verify_none")) {
      fail("verify", "verify_peer or verify_none");
    }
    options_.verifies = value.is_atom("verify_peer");
  }

  void set_depth(const Term& value) {
    constexpr std::int64_t kMost = 255;
    const auto* number = value.as<std::int64_t>();
    if (number == nullptr || *number < 0 || *number > kMost) fail("depth", "a number from 0 to 255");
    options_.depth = static_cast<int>(*number);
  }

  void set_versions(const Term& value) {
    constexpr std::string_view kAllowed = "a list of 'tlsv1.2' and 'tlsv1.3'";
    const std::vector<Term>* list = value.proper_list();
    if (list == nullptr || list->empty()) fail("versions", kAllowed);
    options_.least = TlsVersion::k1_3;
    options_.most = TlsVersion::k1_2;
    for (const Term& version : *list) {
      if (version.is_atom("tlsv1.2")) {
        options_.least = TlsVersion::k1_2;
      } else if (version.is_atom("tlsv1.3")) {
        options_.most = TlsVersion::k1_3;
      } else {
        fail("versions", kAllowed);
      }
    }
  }

  TlsOptions& options_;
  std::string_view source_;
  std::set<std::string> seen_;
};

void read_file_terms(std::string_view text, std::string_view source, Reader& reader) {
  const Term whole = erl::read_term(text, source);
  const std::vector<Term>* sides = whole.proper_list();
  if (sides == nullptr) {
    throw Error(concat({source, ": expected a list of {server, Options} and {client, Options}"}));
  }
  for (const Term& side : *sides) {
    const std::vector<Term>* pair = side.tagged_tuple("client", 2);
    if (pair == nullptr) continue;
    const std::vector<Term>* list = (*pair)[1].proper_list();
    if (list == nullptr) throw Error(concat({source, ": expected {client, [{Option, Value}, ...]}"}));
    for (const Term& option : *list) {
      const std::vector<Term>* named = option.tuple(2);
      const auto* name = named != nullptr ? (*named)[0].as<erl::Atom>() : nullptr;
      if (name == nullptr) throw Error(concat({source, ": an option of client must be {Option, Value}"}));
      reader.set(erl::text_of((*named)[0]).value_or(""), (*named)[1]);
    }
  }
}

/// The value of a flag as ssl takes it: an atom, a number, or a string.
Term flag_value(std::string_view option, const std::string& value) {
  if (option == "verify") return erl::atom(value);
  if (option != "depth") return erl::binary(value);
  const bool is_number = !value.empty() && value.size() < 4 &&
                         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? erl::integer(std::stoi(value)) : erl::atom(value);
}

/// The values of each flag `name` in front of -extra, one behind the other.
std::vector<std::string> values_of(const std::vector<std::string>& arguments, std::string_view name) {
  std::vector<std::string> values;
  bool is_ours = false;
  for (const std::string& argument : arguments) {
    if (argument == "-extra") break;
    if (argument.starts_with('-')) {
      is_ours = argument == name;
    } else if (is_ours) {
      values.push_back(argument);
    }
  }
  return values;
}

}  // namespace

void read_tls_option_file(std::string_view text, std::string_view source, TlsOptions& options) {
  Reader reader(options, source);
  read_file_terms(text, source, reader);
}

TlsOptions read_tls_options(const std::vector<std::string>& arguments, int erts_major) {
  constexpr int kErtsThatVerifies = 14;
  TlsOptions options;
  options.verifies = erts_major >= kErtsThatVerifies;
  const std::vector<std::string> flags = values_of(arguments, "-ssl_dist_opt");
  if (flags.size() % 2 != 0) throw Error("-ssl_dist_opt: " + flags.back() + " has no value behind it");
  const std::vector<std::string> files = values_of(arguments, "-ssl_dist_optfile");
  const std::string source = files.empty() ? "-ssl_dist_opt" : "-ssl_dist_optfile " + files.front();
  Reader reader(options, source);
  constexpr std::string_view kClient = "client_";
  for (std::size_t at = 0; at < flags.size(); at += 2) {
    if (!flags[at].starts_with(kClient)) continue;
    const std::string name = flags[at].substr(kClient.size());
    reader.set(name, flag_value(name, flags[at + 1]));
  }
  if (!files.empty()) read_file_terms(read_file(files.front(), kLargestFile), source, reader);
  return options;
}

}  // namespace slipway::launcher
