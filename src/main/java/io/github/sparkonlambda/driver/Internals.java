package io.github.sparkonlambda.driver;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Access to what Spark and the JDK keep private, where a job's traces have to be removed from it.
 * Every use names a member of a version that the pom pins, and a run of any job meets them all.
 */
final class Internals {
  private Internals() {}

  /** The value of a field of an object. */
  static Object field(Object owner, String name) {
    return field(owner.getClass(), owner, name);
  }

  /** The value of a static field. */
  static Object field(Class<?> owner, String name) {
    return field(owner, null, name);
  }

  /** The value of a field that this class declares, of an object that may be of a subclass. */
  static Object field(Class<?> type, Object owner, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return value(field, owner);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(type + " has no field " + name, e);
    }
  }

  /** Sets a static field. */
  static void set(Class<?> owner, String name, Object value) {
    set(owner, null, name, value);
  }

  /** Sets a field that this class declares, final or not, of an object. */
  static void set(Class<?> type, Object owner, String name, Object value) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      field.set(owner, value);
    } catch (NoSuchFieldException | IllegalAccessException e) {
      throw new IllegalStateException(type + " has no field " + name + " to set", e);
    }
  }

  /** The value of a field that has been made accessible. */
  static Object value(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " cannot be read", e);
    }
  }

  /** Calls a method with one parameter, of an object. */
  static Object call(Object owner, Class<?> type, String name, Class<?> parameter, Object value) {
    return invoke(owner, type, name, new Class<?>[] {parameter}, value);
  }

  /** Calls a method without parameters, of an object. */
  static Object call(Object owner, Class<?> type, String name) {
    return invoke(owner, type, name, new Class<?>[0]);
  }

  private static Object invoke(
      Object owner, Class<?> type, String name, Class<?>[] parameters, Object... values) {
    try {
      Method method = type.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method.invoke(owner, values);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(type + "." + name + " cannot be called", e);
    }
  }
}
