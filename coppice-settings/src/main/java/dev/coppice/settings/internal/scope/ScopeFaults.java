package dev.coppice.settings.internal.scope;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is said of scopes and names that cannot be. */
public final class ScopeFaults {
    private ScopeFaults() {}

    /** The chain has no such type. */
    public static CoppiceException unknownScope(ScopeChain chain) {
        var types = Stream.concat(
                        Stream.of(ScopeChain.PUBLIC), chain.types().stream().map(ScopeType::name))
                .collect(Collectors.joining(", "));
        return Fault.of("settings.unknown-scope", Kind.USAGE)
                .refused("The scope was refused.")
                .found("No scope type has that name.")
                .changed("Nothing was changed.")
                .next("Use one of: " + types + ".")
                .exception();
    }

    static CoppiceException badScopeId(ScopeType type) {
        var wanted = switch (type.idType()) {
            case UUID -> "a UUID of 36 characters";
            case BIGINT -> "a whole number of 64 bits";
            case TEXT -> "a text of 1 to 200 characters, none of them a control character";
        };
        return Fault.of("settings.bad-scope-id", Kind.USAGE)
                .refused("The scope was refused.")
                .found("Its id is not one of type " + type.name() + ".")
                .changed("Nothing was changed.")
                .next("Give the id as " + wanted + ".")
                .exception();
    }

    static CoppiceException badName(int longest) {
        return Fault.of("settings.bad-name", Kind.USAGE)
                .refused("The name of the setting was refused.")
                .found("It is empty, too long, or has a control character or half of a surrogate pair in it.")
                .changed("Nothing was changed.")
                .next("Give it 1 to " + longest + " characters.")
                .exception();
    }
}
