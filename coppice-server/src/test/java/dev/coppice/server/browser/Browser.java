package dev.coppice.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.server.LiveServer;
import dev.coppice.server.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * A person at the console: opens pages, follows links, fills the forms that act, and keeps pictures of what is seen in {@code
 * target/screenshots}. Every wait is for something seen and ends after 60 s.
 */
final class Browser implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final long GIVE_UP = 60_000_000_000L;

    /** Folders of tests say nothing to those who look at pictures. */
    private static final String HIDE_FOLDERS = """
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const text = texts.currentNode;
              if (/coppice_test_/.test(text.data)) text.data = text.data.replace(/coppice_test_\\w+/g, 'shop');
              if (/junit/.test(text.data)) text.data = text.data.replace(/file:[^ ,;]*junit[-0-9]+/g, 'file:/srv/coppice');
            }
            """;

    private final LiveServer server;
    private final ChromeDriver driver;

    private Browser(LiveServer server, ChromeDriver driver) {
        this.server = server;
        this.driver = driver;
    }

    /** A browser that has logged in with a one-use link. */
    static Browser at(LiveServer server, Role role) {
        var browser = new Browser(server, Chromium.start());
        browser.size(1280, 900);
        browser.open(server.loginLink(role));
        browser.press("Open the console");
        browser.awaitText("Overview");
        return browser;
    }

    /** Opens an address of the server. */
    void open(String address) {
        driver.get(server.url() + address);
    }

    /** The address of the page that is open, without the server's. */
    String address() {
        return driver.getCurrentUrl().substring(server.url().length());
    }

    /** What a person reads. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Follows the link with this text. */
    void follow(String link) {
        click(driver.findElement(By.linkText(link)));
    }

    /** Presses the visible button with this text. */
    void press(String label) {
        click(shown(By.xpath("//button[normalize-space()=" + literal(label) + "]")));
    }

    /** Presses it and waits until its page is replaced: by one, perhaps, that reads as the last one did. */
    void pressAndLeave(String label) {
        var page = driver.findElement(By.tagName("body"));
        press(label);
        await(() -> replaced(page), "the page after " + label);
    }

    private static boolean replaced(WebElement page) {
        try {
            page.getTagName();
            return false;
        } catch (WebDriverException failure) {
            if (tellsOfReplacement(failure)) {
                return true;
            }
            throw failure;
        }
    }

    /** Presses a button, and sends its form a second time before another page comes; whether the page lets the second go. */
    boolean sendsTwice(String label) {
        return Boolean.TRUE.equals(driver.executeScript(
                "const form = arguments[0].form; form.requestSubmit(arguments[0]);"
                        + " return form.dispatchEvent(new SubmitEvent('submit', {bubbles: true, cancelable: true}));",
                shown(By.xpath("//button[normalize-space()=" + literal(label) + "]"))));
    }

    /** Opens a section, unless it is open as that of a form which was refused. */
    void unfold(String label) {
        var summary = driver.findElement(By.xpath("//summary[normalize-space()=" + literal(label) + "]"));
        if (summary.findElement(By.xpath("..")).getDomAttribute("open") == null) {
            click(summary);
        }
    }

    /** Fills a field of the section that is open. */
    void fill(String field, String text) {
        var input = shown(By.name(field));
        input.clear();
        input.sendKeys(text);
    }

    /** Opens the section of an act, says why, and does it. */
    void act(String label, String reason) {
        unfold(label);
        fill("reason", reason);
        press(label);
    }

    /** Opens the section of an act that destroys, types what it asks for, says why, and does it. */
    void destroy(String label, String typed, String reason) {
        unfold(label);
        fill("confirmed", typed);
        fill("reason", reason);
        press(label);
    }

    /** Presses a key. */
    void type(Keys key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** What the element with the focus says, and whether it can be seen to have it. */
    String focused() {
        var element = driver.switchTo().activeElement();
        var box = element.getRect();
        boolean seen = box.getX() >= 0 && !element.getCssValue("outline-style").equals("none");
        return (seen ? "" : "unseen ") + element.getText();
    }

    /** Waits until a text can be read. */
    void awaitText(String text) {
        await(() -> text().contains(text), text);
    }

    /** Waits until a link, a button or an act with this text can no longer be seen. */
    void awaitGone(String label) {
        await(() -> !offers(label), "no " + label);
    }

    /** What stands in a field of the section that is open. */
    String filled(String field) {
        return String.valueOf(shown(By.name(field)).getDomProperty("value"));
    }

    /** Ends the stream of events as a network does, so that the page opens another. */
    void cutStream() {
        driver.executeScript(
                "const source = document.querySelector('[sse-connect]')['htmx-internal-data'].sseEventSource;"
                        + " source.close(); source.onerror(new Event('error'));");
    }

    /** Whether a link, a button or an act with this text can be seen. */
    boolean offers(String label) {
        var path = "//*[self::a or self::button or self::summary][normalize-space()=" + literal(label) + "]";
        return driver.findElements(By.xpath(path)).stream().anyMatch(WebElement::isDisplayed);
    }

    /** What the console of the browser complains of: errors of scripts, and what the content policy has blocked. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Forbids the pages their scripts, as some people do. */
    void withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    /** Keeps pictures of the page: wide in light and in dark, and narrow. Nothing on a narrow page may stick out. */
    void picture(String name) {
        driver.executeScript(HIDE_FOLDERS);
        picture(name + "-light", 1280, "light");
        picture(name + "-dark", 1280, "dark");
        picture(name + "-narrow", 400, "light");
        assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth"))
                .as("width of " + name + " on a narrow screen")
                .isLessThanOrEqualTo(400L);
        scheme("light");
        size(1280, 900);
    }

    private void picture(String name, int width, String scheme) {
        size(width, 900);
        scheme(scheme);
        var picture = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(PICTURES);
            Files.write(
                    PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(picture.get("data"))));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void scheme(String word) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", word),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    private WebElement shown(By by) {
        return driver.findElements(by).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + by + " in\n" + text()));
    }

    private void click(WebElement element) {
        driver.executeScript("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
        element.click();
    }

    private void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + GIVE_UP;
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("\"" + what + "\" did not come to be seen in\n" + text());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** A page that is just being replaced has nothing to say. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (WebDriverException failure) {
            if (tellsOfReplacement(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean tellsOfReplacement(WebDriverException failure) {
        return failure instanceof NotFoundException
                || failure instanceof StaleElementReferenceException
                || String.valueOf(failure.getMessage()).contains("does not belong to the document");
    }

    private static String literal(String text) {
        return "'" + text + "'";
    }

    @Override
    public void close() {
        driver.quit();
    }
}
