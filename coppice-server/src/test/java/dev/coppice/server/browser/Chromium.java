package dev.coppice.server.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Starts the browser of this machine, without a window. Nothing is fetched: what is missing fails the test. */
final class Chromium {
    private Chromium() {}

    static ChromeDriver start() {
        var options = new ChromeOptions();
        options.setBinary(installed("chromium").toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--lang=en",
                "--user-data-dir=" + profile());
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installed("chromedriver").toFile())
                .build();
        return new ChromeDriver(service, options);
    }

    private static Path installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError(
                                "The browser tests need " + program
                                        + " on the path. Install it (on Debian the packages chromium and chromium-driver) and run them again."));
    }

    private static Path profile() {
        try {
            return Files.createTempDirectory("coppice-browser-");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
