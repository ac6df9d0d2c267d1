package dev.coppice.server.internal.targets;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is said where a target is not as it should be, and what its handlers say, told of the target. */
public final class TargetFaults {
    private static final Pattern COMMAND = Pattern.compile("\"(coppice [^\"]+)\"");

    private TargetFaults() {}

    static CoppiceException notFound() {
        return Fault.of("target.not-found", Fault.Kind.NOT_FOUND)
                .refused("The request was not carried out.")
                .found("This server has no target of that name.")
                .changed("Nothing was changed.")
                .next("GET /api/v1/targets lists those it has.")
                .exception();
    }

    /** The same of what is told beside the routes of a target, on a page that says why something was refused. */
    public static Fault told(String target, Fault fault) {
        return naming(target, inList(target, fault));
    }

    /** The same where the target's name stands beside it. */
    static Fault inList(String target, Fault fault) {
        return told(target, fault, new Addresses(List.of()));
    }

    /** Does what is about a target; what is refused is told of that target. */
    public static <T> T telling(String target, Supplier<T> work) {
        return telling(target, new Addresses(List.of()), work);
    }

    /** The same with addresses that are the target's. */
    static <T> T telling(String target, Addresses addresses, Supplier<T> work) {
        try {
            return work.get();
        } catch (CoppiceException failure) {
            var told = naming(target, told(target, failure.fault(), addresses));
            throw told.equals(failure.fault()) ? failure : told.exception(failure);
        }
    }

    /** The same with the words that name the server's own database replaced, and with addresses and commands that are the target's. */
    private static Fault told(String target, Fault fault, Addresses addresses) {
        var told = fault.found(
                        fault.found().replace("The server's database", "The database of target " + quoted(target)))
                .next(next(target, fault.next(), addresses));
        if (fault.code().equals("server.database-unreachable")) {
            told = told.found("The server cannot reach the database of target " + quoted(target) + ".")
                    .next("Try again once GET /api/v1/targets says it is reachable.");
        }
        return told;
    }

    /** Names the target where it is away and the words do not say which. */
    private static Fault naming(String target, Fault told) {
        return told.kind() == Fault.Kind.UNAVAILABLE && !told.found().contains(quoted(target))
                ? told.found("Of target " + quoted(target) + ": " + told.found())
                : told;
    }

    private static String quoted(String target) {
        return "\"" + target + "\"";
    }

    private static String next(String target, String text, Addresses addresses) {
        return COMMAND.matcher(addresses.inText(target, text))
                .replaceAll(found -> Matcher.quoteReplacement("\"" + found.group(1) + " --target " + target + "\""));
    }
}
