package io.github.sparkonlambda.driver;

import java.io.InputStream;
import java.io.PrintStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.URLConnection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** What a job may change of the JVM it is in, as it was before, to be put back. */
final class JvmState {
  /**
   * What the JDK keeps for the whole JVM, behind static setters: how connections are made, and whom
   * they trust. The fields themselves, because some getters make what nobody may ever need.
   */
  private static final List<Map.Entry<Class<?>, String>> STATICS =
      List.of(
          Map.entry(Authenticator.class, "theAuthenticator"),
          Map.entry(CookieHandler.class, "cookieHandler"),
          Map.entry(ResponseCache.class, "theResponseCache"),
          Map.entry(ProxySelector.class, "theProxySelector"),
          Map.entry(URLConnection.class, "defaultUseCaches"),
          Map.entry(URLConnection.class, "defaultAllowUserInteraction"),
          Map.entry(URLConnection.class, "fileNameMap"),
          Map.entry(HttpURLConnection.class, "followRedirects"),
          Map.entry(HttpsURLConnection.class, "defaultHostnameVerifier"),
          Map.entry(HttpsURLConnection.class, "defaultSSLSocketFactory"),
          Map.entry(SSLContext.class, "defaultContext"),
          Map.entry(DriverManager.class, "loginTimeout"));

  private final Map<Map.Entry<Class<?>, String>, Object> statics = new HashMap<>();
  private final JavaLogging logging = new JavaLogging();
  private final Properties own = System.getProperties();
  private final Properties properties = new Properties();
  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone timeZone = TimeZone.getDefault();
  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Thread.UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();

  /** Takes the state as it is now. */
  JvmState() {
    properties.putAll(own);
    STATICS.forEach(one -> statics.put(one, Internals.field(one.getKey(), one.getValue())));
  }

  /**
   * Puts the state back. Properties are changed one by one: Spark's threads read them all the time.
   */
  void restore() {
    removeSecurityManager();
    System.setProperties(own);
    own.keySet().retainAll(properties.keySet());
    properties.forEach(
        (name, value) -> {
          if (!value.equals(own.get(name))) {
            own.put(name, value);
          }
        });
    Locale.setDefault(locale);
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(timeZone);
    System.setIn(in);
    System.setOut(out);
    System.setErr(err);
    Thread.setDefaultUncaughtExceptionHandler(handler);
    statics.forEach((one, value) -> Internals.set(one.getKey(), one.getValue(), value));
    logging.restore();
  }

  /** From Java 18 on there can be none. */
  @SuppressWarnings("removal")
  private static void removeSecurityManager() {
    if (System.getSecurityManager() != null) {
      System.setSecurityManager(null);
    }
  }
}
