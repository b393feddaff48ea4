#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "base/file_descriptor.hpp"
#include "cli/doctor_checks.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::cli {
namespace {

using testing::HasSubstr;

constexpr CheckStatus kOk = CheckStatus::kOk;
constexpr CheckStatus kWarning = CheckStatus::kWarning;
constexpr CheckStatus kProblem = CheckStatus::kProblem;

project::ElixirReport elixir(const std::string& version, const std::string& otp) {
  project::ElixirReport report;
  report.vm = project::VmReport();
  report.vm->elixir_version = version;
  report.vm->otp_release = otp;
  return report;
}

TEST(MachineChecks, KnowThePlatformsThatReleasesRunOn) {
  EXPECT_EQ(check_platform("Linux", "x86_64", "x86_64-pc-linux-gnu").status, kOk);
  EXPECT_EQ(check_platform("Linux", "x86_64", "").status, kOk);
  EXPECT_EQ(check_platform("Linux", "x86_64", "x86_64-alpine-linux-musl").status, kWarning);
  EXPECT_EQ(check_platform("Linux", "aarch64", "").status, kProblem);
  const CheckResult mac = check_platform("Darwin", "x86_64", "");
  EXPECT_EQ(mac.status, kProblem);
  EXPECT_THAT(mac.message, HasSubstr("Darwin on x86_64: this version"));
}

TEST(MachineChecks, TellTestedVersionsFromOthers) {
  for (const auto& [version, otp] : {std::pair("1.14.0", "25"), {"1.18.4", "27"}, {"1.20.0-rc.1", "29"}}) {
    EXPECT_EQ(check_elixir(elixir(version, otp)).status, kOk) << version;
  }
  EXPECT_THAT(check_elixir(elixir("1.18.4", "26")).message,
              HasSubstr("Elixir 1.18.4 on OTP 26 is not tested"));
  EXPECT_EQ(check_elixir(elixir("1.18.4", "26")).status, kWarning);
  EXPECT_EQ(check_elixir(elixir("1.21.0-dev", "29")).status, kWarning);
  EXPECT_EQ(check_elixir(elixir("2.0.0", "40")).status, kWarning);
  EXPECT_THAT(check_elixir(elixir("1.14.0", "27")).message, HasSubstr("supports OTP 23 to 26"));
  EXPECT_EQ(check_elixir(elixir("1.13.4", "25")).status, kProblem);
}

TEST(MachineChecks, SayWhyElixirDoesNotRun) {
  project::ElixirReport report;
  report.output = "exec: erl: not found\n";
  EXPECT_EQ(check_elixir(report).status, kProblem);
  EXPECT_THAT(check_elixir(report).message, HasSubstr("exec: erl: not found"));
  report.has_elixir = false;
  EXPECT_THAT(check_elixir(report).message, HasSubstr("no `elixir` in PATH"));
}

class Otp : public testing::Test {
 protected:
  Otp() {
    vm_.otp_root = folder_.path();
    vm_.erts_version = "13.1.5";
    for (const char* file :
         {"erts-13.1.5/bin/beam.smp", "erts-13.1.5/bin/erlexec", "erts-13.1.5/bin/erl_child_setup",
          "erts-13.1.5/bin/inet_gethost", "bin/start_clean.boot"}) {
      folder_.write(file, "");
    }
  }

  TemporaryFolder folder_;
  project::VmReport vm_;
};

TEST_F(Otp, IsRightWhereAllOfItIsThere) { EXPECT_EQ(check_otp(vm_).status, kOk); }

TEST_F(Otp, IsNotWhereAFileIsMissing) {
  std::filesystem::remove(folder_ / "bin/start_clean.boot");
  EXPECT_EQ(check_otp(vm_).status, kProblem);
  EXPECT_THAT(check_otp(vm_).message, HasSubstr("bin/start_clean.boot;"));
}

TEST_F(Otp, IsNotWhereAnApplicationIsMissing) {
  vm_.missing_applications = {"ssl", "inets"};
  EXPECT_EQ(check_otp(vm_).status, kWarning);
  EXPECT_THAT(check_otp(vm_).message, HasSubstr("without ssl, inets, which most"));
  vm_.missing_applications = {"sasl", "ssl"};
  EXPECT_EQ(check_otp(vm_).status, kProblem);
  EXPECT_THAT(check_otp(vm_).message, HasSubstr("without sasl;"));
}

TEST_F(Otp, IsNotWhereCryptoCannotBeLoaded) {
  vm_.crypto_problem = "the NIF is not loaded";
  EXPECT_EQ(check_otp(vm_).status, kProblem);
  EXPECT_THAT(check_otp(vm_).message, HasSubstr("the NIF is not loaded"));
}

TEST(MachineChecks, WarnOfALocaleThatIsNotUtf8) {
  project::VmReport vm;
  EXPECT_EQ(check_locale(vm).status, kOk);
  vm.utf8_names = false;
  EXPECT_EQ(check_locale(vm).status, kWarning);
}

TEST(MachineChecks, TakeTheFirstFolderThatCanBeWritten) {
  const TemporaryFolder folder;
  folder.write("file", "");
  EXPECT_EQ(check_temporary_folder({"/nowhere", folder / "file", folder.path(), "/tmp"}).message,
            folder.path().string());
  const CheckResult none = check_temporary_folder({"/nowhere", folder / "file"});
  EXPECT_EQ(none.status, kProblem);
  EXPECT_THAT(none.message, HasSubstr("none of /nowhere, " + (folder / "file").string()));
}

TEST(MachineChecks, WarnOfAHugeLimitOfOpenFiles) {
  EXPECT_EQ(check_open_files(1024).status, kOk);
  EXPECT_EQ(check_open_files(1'048'576).status, kOk);
  EXPECT_EQ(check_open_files(1'073'741'816).status, kWarning);
}

// A server on a port of its own that answers one connection with `reply`.
class Server {
 public:
  Server() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 1), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }

  std::uint16_t port() const { return port_; }

  CheckResult check_while_answering(const std::string& reply) const {
    std::thread answering([&] {
      const FileDescriptor connection(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      std::array<char, 3> request{};
      EXPECT_EQ(::recv(connection.get(), request.data(), request.size(), MSG_WAITALL), 3);
      ::send(connection.get(), reply.data(), reply.size(), MSG_NOSIGNAL);
    });
    CheckResult result = check_epmd(port_);
    answering.join();
    return result;
  }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
};

TEST(EpmdChecks, KnowEpmdByItsAnswer) {
  const Server server;
  const std::string port = {0, 0, static_cast<char>(server.port() >> 8), static_cast<char>(server.port())};
  EXPECT_EQ(server.check_while_answering(port + "name shop at port 4711\n").status, kOk);
  EXPECT_EQ(server.check_while_answering(port).status, kOk);
  EXPECT_EQ(server.check_while_answering(port.substr(0, 3)).status, kProblem);
  EXPECT_EQ(server.check_while_answering("HTTP/1.1 400 Bad Request\r\n").status, kProblem);
  EXPECT_EQ(server.check_while_answering("").status, kProblem);
}

TEST(EpmdChecks, AreRightWhereNothingListens) {
  std::uint16_t port = 0;
  {
    const Server server;
    port = server.port();
  }
  EXPECT_EQ(check_epmd(port).status, kOk);
}

}  // namespace
}  // namespace slipway::cli
