package dev.coppice.settings.internal.scope;

import dev.coppice.settings.IdType;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Viewer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Scopes in the one spelling in which they are kept. */
public final class ScopeIds {
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,200}");
    private static final int LONGEST = 200;

    private ScopeIds() {}

    /** A scope of the chain with its id as it is kept; {@code settings.unknown-scope}, {@code settings.bad-scope-id}. */
    public static Scope canonical(ScopeChain chain, Scope scope) {
        if (scope.type().equals(ScopeChain.PUBLIC)) {
            return scope;
        }
        var type = type(chain, scope.type()).orElseThrow(() -> ScopeFaults.unknownScope(chain));
        var id = canonical(type.idType(), scope.id()).orElseThrow(() -> ScopeFaults.badScopeId(type));
        return id.equals(scope.id()) ? scope : Scope.of(scope.type(), id);
    }

    /** A viewer with all its scopes as they are kept. */
    public static Viewer canonical(ScopeChain chain, Viewer viewer) {
        return new Viewer(
                viewer.scopes().stream().map(scope -> canonical(chain, scope)).toList());
    }

    /** The type of a name, unless it is public or not there. */
    public static Optional<ScopeType> type(ScopeChain chain, String name) {
        return chain.types().stream().filter(type -> type.name().equals(name)).findFirst();
    }

    private static Optional<String> canonical(IdType type, String id) {
        return switch (type) {
            case UUID -> UUID.matcher(id).matches() ? Optional.of(id.toLowerCase(Locale.ROOT)) : Optional.empty();
            case BIGINT -> WHOLE.matcher(id).matches() ? whole(id) : Optional.empty();
            case TEXT -> SettingNames.isClean(id, LONGEST) ? Optional.of(id) : Optional.empty();
        };
    }

    private static Optional<String> whole(String id) {
        try {
            return Optional.of(Long.toString(Long.parseLong(id)));
        } catch (NumberFormatException beyond) {
            return Optional.empty();
        }
    }
}
