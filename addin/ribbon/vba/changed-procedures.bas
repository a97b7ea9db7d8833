' Procedures that stand in the place of those of the same name in the module that xlwings ships.
' ASCII only. Why each is changed: docs/decisions/0018-ribbon-and-install.md.

Public Function RunPython(PythonCommand As String)
    #If Mac Then
        ExecuteMac PythonCommand, Interpreter(), NO_PATHS
    #Else
        ' The interpreter that is kept alive; where it cannot be had, a fresh one.
        If LCase$(GetConfig("USE UDF SERVER", "false")) = "true" Then
            If IsConnected() Then
                On Error GoTo Failed
                XLPy.Exec PythonCommand
                Exit Function
            End If
        End If
        RunPython = ExecuteWindows(False, PythonCommand, Interpreter(), NO_PATHS)
        Exit Function
Failed:
        ShowError ""
        RunPython = -1
    #End If
End Function

Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "") As Variant
    ' The settings of mealbook in the user's own folder, and no others: neither a sheet nor a file beside a workbook
    ' may say which program a button starts.
    Dim Entry As Variant, Start As String
    GetConfig = default
    If Not FileExists(GetConfigFilePath()) Then Exit Function
    Start = Chr$(34) & UCase$(configKey) & Chr$(34) & "," & Chr$(34)
    For Each Entry In Split(Replace(ConfigText(), vbCr, ""), vbLf)
        If UCase$(Left$(Entry, Len(Start))) = Start Then
            GetConfig = Decoded(Mid$(Entry, Len(Start) + 1, Len(Entry) - Len(Start) - 1))
            Exit Function
        End If
    Next Entry
End Function

Function GetConfigFilePath() As String
    #If Mac Then
        ' ~/Library/Containers/com.microsoft.Excel/Data/mealbook.conf
        GetConfigFilePath = GetMacDir("$HOME", False) & "/" & PROJECT_NAME & ".conf"
    #Else
        GetConfigFilePath = WScript.ExpandEnvironmentStrings("%USERPROFILE%") & "\." & PROJECT_NAME & "\" & PROJECT_NAME & ".conf"
    #End If
End Function

Function FileExistsOnWindows(ByVal FileSpec As String) As Boolean
    FileExistsOnWindows = CreateObject("Scripting.FileSystemObject").FileExists(FileSpec)
End Function

Sub ShowError(FileName As String, Optional Message As String = "")
    TellBroken
End Sub

Sub ExecuteMac(PythonCommand As String, PYTHON_MAC As String, Optional PYTHONPATH As String)
    #If Mac Then
    Dim LogFile As String, Fields As String, ExitCode As String
    LogFile = Environ("HOME") & "/mealbook.log"
    On Error Resume Next
    Kill LogFile
    On Error GoTo ScriptMissing
    Fields = Join(Array(PYTHON_MAC, PythonCommand, CallerBook().Name, Left$(Application.Path, Len(Application.Path) - 4), _
        LogFile, TitleText(), BrokenText()), "|")
    ExitCode = AppleScriptTask("mealbook.applescript", "PressButton", Fields)
    Exit Sub
ScriptMissing:
    TellScriptMissing
    #End If
End Sub

Function XLPyCommand()
    ' The command line of the interpreter that is kept alive; /K and the quotes are xlwings' own.
    XLPyCommand = "cmd.exe /K " & Chr$(34) & Chr$(34) & Interpreter() & Chr$(34) & " -B -I -c ""import xlwings; " & _
        "xlwings.serve('$(CLSID)')""" & Chr$(34)
End Function

Private Sub CleanUp()
    ' On a Mac, called by Python at its end; the script itself tells of a failure.
    Application.StatusBar = False
    Application.ScreenUpdating = True
End Sub
