package dev.coppice.server.internal.targets;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The addresses of the routes that targets have: what a handler calls by its own is told with the target in it. */
final class Addresses {
    private static final String API = "/api/v1";
    private static final Pattern IN_TEXT = Pattern.compile(API + "(?:/[\\w-]+)+");

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private final Pattern own;

    /** Of these templates. */
    Addresses(List<String> templates) {
        this.own = Pattern.compile(
                templates.stream().map(Addresses::pattern).collect(Collectors.joining("|", "(?:", ")(?:[?#].*)?")));
    }

    /** The address under which a target has what a server without targets has under {@code path}. */
    static String of(String target, String path) {
        return path.startsWith(API + "/")
                ? API + "/targets/" + target + path.substring(API.length())
                : "/targets/" + target + path;
    }

    /** The address of a target where {@code address} is that of a route it has; any other leads where it leads. */
    String within(String target, String address) {
        return own.matcher(address).matches() ? of(target, address) : address;
    }

    /** The same of all addresses of the API that stand in a text. */
    String inText(String target, String text) {
        return IN_TEXT.matcher(text).replaceAll(found -> Matcher.quoteReplacement(within(target, found.group())));
    }

    private static String pattern(String template) {
        return Arrays.stream(PARAMETER.split(template, -1)).map(Pattern::quote).collect(Collectors.joining("[^/?#]+"));
    }
}
