package dev.coppice.server.internal.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.coppice.server.OidcConfig;
import dev.coppice.server.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a role out of a token. */
record RoleClaim(OidcConfig.Roles roles) {
    /** The highest role a token gives; empty for none. */
    Optional<Role> of(JWTClaimsSet claims) {
        var held = values(claims);
        if (has(held, roles.admin())) {
            return Optional.of(Role.ADMIN);
        }
        if (has(held, roles.operator())) {
            return Optional.of(Role.OPERATOR);
        }
        return has(held, roles.viewer()) ? Optional.of(Role.VIEWER) : Optional.empty();
    }

    private Collection<?> values(JWTClaimsSet claims) {
        var value = value(claims.getClaims());
        if (value instanceof Collection<?> several) {
            return several;
        }
        return value instanceof String one ? List.of(one) : List.of();
    }

    /** A claim may have dots in its own name, as those named by an address have. */
    private @Nullable Object value(Map<String, Object> claims) {
        if (claims.containsKey(roles.claim())) {
            return claims.get(roles.claim());
        }
        Object at = claims;
        for (var step : roles.claim().split("\\.", -1)) {
            at = at instanceof Map<?, ?> object ? object.get(step) : null;
        }
        return at;
    }

    private static boolean has(Collection<?> held, Optional<String> wanted) {
        return wanted.filter(held::contains).isPresent();
    }
}
