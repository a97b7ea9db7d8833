Attribute VB_Name = "MealbookRibbon"
Option Explicit

' The one procedure behind every button of the tab. The id of a button is its name; Python does the rest.
' ASCII only: VBA keeps its text in a code page. What the user reads stands in the add-in's own sheet.

Public Const NO_PATHS As String = "false;;;;;"
Private Const TITLE_ROW As Long = 1
Private Const NOT_INSTALLED_ROW As Long = 2
Private Const BROKEN_ROW As Long = 3
Private Const SCRIPT_MISSING_ROW As Long = 4

Public Sub Press(control As IRibbonControl)
    If Not IsInstalled() Then
        Tell NOT_INSTALLED_ROW
        Exit Sub
    End If
    RunPython "from addin.door import press; press('" & control.ID & "')"
End Sub

Public Function Interpreter() As String
    #If Mac Then
        Interpreter = GetConfig("INTERPRETER_MAC", "")
    #Else
        Interpreter = GetConfig("INTERPRETER_WIN", "")
    #End If
End Function

' On a Mac the sandbox may hide the interpreter from Excel although it is there.
Private Function IsInstalled() As Boolean
    IsInstalled = (Interpreter() <> "")
    #If Not Mac Then
        If IsInstalled Then IsInstalled = FileExists(Interpreter())
    #End If
End Function

' The workbook in front. With none open, the add-in itself: Python sees that there is none.
Public Function CallerBook() As Workbook
    If ActiveWorkbook Is Nothing Then
        Set CallerBook = ThisWorkbook
    Else
        Set CallerBook = ActiveWorkbook
    End If
End Function

Public Sub TellBroken()
    Tell BROKEN_ROW
End Sub

Public Sub TellScriptMissing()
    Tell SCRIPT_MISSING_ROW
End Sub

Public Function BrokenText() As String
    BrokenText = Said(BROKEN_ROW)
End Function

Public Function TitleText() As String
    TitleText = Said(TITLE_ROW)
End Function

Private Sub Tell(row As Long)
    Application.StatusBar = False
    MsgBox Said(row), vbExclamation, Said(TITLE_ROW)
End Sub

Private Function Said(row As Long) As String
    Said = CStr(ThisWorkbook.Worksheets(1).Cells(row, 1).Value)
End Function
