package dev.coppice.server.internal.settings;

import dev.coppice.server.Role;
import dev.coppice.server.TokenScope;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.Viewer;
import java.util.Optional;

/**
 * What a caller is to the scopes of settings. Made from its credential and from nothing a request says.
 *
 * @param caller who calls
 */
record Standing(Principal caller) {
    /** Whose settings the caller sees; refuses a caller of no scope, so that it does not pass for an anonymous one. */
    Viewer viewer() {
        if (caller.scopes().isEmpty()) {
            throw SettingsFaults.noScope();
        }
        return new Viewer(caller.scopes().stream().map(TokenScope::scope).toList());
    }

    /**
     * The scope the caller writes for itself: the narrowest it belongs to. One that others are in as well is not its own to
     * write, unless it manages it.
     */
    Scope own(ScopeChain chain) {
        var narrowest = narrowest(chain).orElseThrow(SettingsFaults::noScope);
        if (!isNarrowest(narrowest.scope(), chain) && !narrowest.manages()) {
            throw SettingsFaults.notYours();
        }
        return narrowest.scope();
    }

    /** Whether the caller may read and write what a scope says. */
    boolean mayManage(Scope scope) {
        return admin()
                || caller.scopes().stream()
                        .anyMatch(one -> one.manages() && one.scope().equals(scope));
    }

    /** Whether what a scope says is the caller's own, or the caller manages it. */
    boolean mayTouch(Scope scope, ScopeChain chain) {
        return mayManage(scope) || isOwn(scope, chain);
    }

    boolean admin() {
        return caller.role().filter(role -> role.includes(Role.ADMIN)).isPresent();
    }

    private boolean isOwn(Scope scope, ScopeChain chain) {
        return isNarrowest(scope, chain)
                && caller.scopes().stream().anyMatch(one -> one.scope().equals(scope));
    }

    /** Nobody shares the narrowest type; public has nothing narrower where there is no other type, and is everybody's. */
    private static boolean isNarrowest(Scope scope, ScopeChain chain) {
        return !chain.types().isEmpty() && chain.types().getLast().name().equals(scope.type());
    }

    private Optional<TokenScope> narrowest(ScopeChain chain) {
        return chain.types().reversed().stream()
                .map(ScopeType::name)
                .flatMap(type -> caller.scopes().stream()
                        .filter(one -> one.scope().type().equals(type)))
                .findFirst();
    }
}
