package dev.coppice.server.internal.targets;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is said where a target is not as it should be, and what its handlers say, told of the target. */
final class TargetFaults {
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

    /** The same of what is told beside the routes of a target. */
    static CoppiceException told(String target, CoppiceException failure) {
        return told(target, failure, new Addresses(List.of()));
    }

    /** The same with the words that name the server's own database replaced, and with addresses and commands that are the target's. */
    static CoppiceException told(String target, CoppiceException failure, Addresses addresses) {
        var fault = failure.fault();
        var told = fault.found(
                        fault.found().replace("The server's database", "The database of target " + quoted(target)))
                .next(next(target, fault.next(), addresses));
        if (fault.code().equals("server.database-unreachable")) {
            told = told.found("The server cannot reach the database of target " + quoted(target) + ".")
                    .next("Try again once GET /api/v1/targets says it is reachable.");
        }
        if (fault.kind() == Fault.Kind.UNAVAILABLE && !told.found().contains(quoted(target))) {
            told = told.found("Of target " + quoted(target) + ": " + told.found());
        }
        return told.equals(fault) ? failure : told.exception(failure);
    }

    private static String quoted(String target) {
        return "\"" + target + "\"";
    }

    private static String next(String target, String text, Addresses addresses) {
        return COMMAND.matcher(addresses.inText(target, text))
                .replaceAll(found -> Matcher.quoteReplacement("\"" + found.group(1) + " --target " + target + "\""));
    }
}
